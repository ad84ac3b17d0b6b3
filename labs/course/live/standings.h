#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/grading/judge.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course {

/// Where one student stands. Constant once made; any thread.
struct Standing {
    std::shared_ptr<const Labs> labs;  ///< which the judge judges by
    std::optional<Judge> judge;  ///< theirs alone, see Judge::of; none: so much was done that judging it takes long
    std::string lab;             ///< the current one, "L12"
    int score, max;              ///< of their attempt at it
};

/// So much of a student's open attempts is judged while they wait for a reply, in octets.
inline constexpr std::size_t most_octets_judged_at_once = 256 << 10;

/// As the judge knows it.
std::shared_ptr<const Standing> standing_of(const std::string& student, const Judge& judge,
                                            std::shared_ptr<const Labs> labs);

/// Where the students of a class stand, as the classroom's thread has last seen it: a moment behind what has been
/// recorded. That thread writes; any thread reads, and never waits for more than a map's look-up. Empty as long as
/// there is no course.
class Standings {
public:
    /// What there is to know of a course beside its students. Constant; any thread.
    struct Course {
        std::shared_ptr<const Labs> labs;
        TokenReader tokens;
    };
    /// A course begins, or is read anew: nothing is known of anybody.
    void begin(const std::string& key, std::shared_ptr<const Labs> labs);
    /// There is no course any more.
    void clear();
    /// As long as it is on, nothing is known of anybody to those who ask.
    void hush(bool on) { hushed_ = on; }
    void put(const std::string& student, std::shared_ptr<const Standing> standing);
    /// A conversation of theirs has ended, or has been given to them.
    void note(const std::string& student, std::int64_t conversation);

    /// Null: there is none.
    std::shared_ptr<const Course> course() const;
    /// Also while it is hushed.
    std::shared_ptr<const Course> known() const;
    /// Of the student; the newest at the end, and only the last few.
    std::vector<std::int64_t> last_conversations(const std::string& student) const;
    /// Null: nothing is known.
    std::shared_ptr<const Standing> of(std::string_view student) const;
    /// Whose token stands in a command line, that student's alone or, where it is empty, anybody's; an empty student:
    /// nobody's.
    TokenOwner owner_named_in(std::string_view line, std::string_view student, unsigned& wrong) const;

private:
    std::atomic<bool> hushed_{false};
    mutable std::mutex mutex_;  ///< guards all below
    std::shared_ptr<const Course> course_;
    std::map<std::string, std::shared_ptr<const Standing>, std::less<>> students_;
    std::map<std::string, std::vector<std::int64_t>> conversations_;
};

}  // namespace postlab::course
