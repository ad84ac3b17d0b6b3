#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/lab/labs.h"
#include "shared/transcript.h"
#include "store/accounts.h"
#include "store/maildrop_refill.h"

namespace postlab::course {

/// How an attempt begins.
enum class Act { start, reset };

struct Started {
    unsigned number, variant;
    std::size_t letters;
    std::set<std::string> ended = {};  ///< other labs of the student's, whose faults were in place till now
};

/// Begins attempts: fills the student's maildrop with the lab's fixture, plants its account, arranges its faults, and
/// has the act recorded, all while the maildrop is locked, so that no session sees half of it. Works beside a running
/// server. A large letter is stored once for all who get the same one. One thread; what it is given outlives it.
class LabStart {
public:
    LabStart(Course& course, const Labs& labs, Recorder& record);

    /// `other`: with other parameters than before. No value, and nothing changed: a session has the maildrop open, or
    /// the planted one. Throws std::runtime_error.
    std::optional<Started> begin(Act act, const Lab& lab, const std::string& student, bool other, Time now);

private:
    /// Whether its maildrop was free.
    bool plant(const Lab& lab, const Holder& holder);
    std::vector<store::NewLetter> letters_for(const Lab& lab, const Holder& holder);
    void share(store::NewLetter& large, std::vector<store::NewLetter>& letters, std::size_t before);
    void record_act(Act act, const Lab& lab, const std::string& student, const Started& started,
                    const store::MaildropRefill::Ids& ids, Time now);

    Course& course_;
    const Labs& labs_;
    Recorder& record_;
    store::Accounts accounts_;
    store::MaildropRefill refill_;
};

}  // namespace postlab::course
