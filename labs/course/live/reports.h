#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "labs/course/class/report_letters.h"
#include "labs/course/live/standings.h"
#include "shared/system/post.h"
#include "store/mail_store.h"
#include "store/queue/workers.h"

namespace postlab::course {

/// The report maildrops of a class: `USER s017+desk` with the student's own pass phrase, by PASS, APOP or AUTH. What
/// they hold (ReportLetters) is made from the record when one is opened, on a thread of its own, and is as new as what
/// had been recorded by then. No other maildrop, lock or grade knows of it; at most `most_open` of a student's are open
/// at a time. Deletions are refused, all of them.
///
/// The process owns one; the stores that it gives out, and their sessions, end before it does.
class Reports {
public:
    static constexpr unsigned most_open = 2;

    /// `catch_up` returns when what is recorded at its call stands in course.db and the standings, or when that takes
    /// too long. It is called on the reports' thread.
    Reports(std::filesystem::path directory, std::shared_ptr<const Standings> standings,
            std::function<void()> catch_up);

    /// A store for one thread, which `post` reaches: report maildrops by their names, all else from `mail`, which
    /// outlives it.
    std::unique_ptr<store::MailStore> in_front_of(store::MailStore& mail, Post post);

private:
    class Store;
    class Opened;

    /// Counts a report maildrop that is open, or about to be.
    struct Open {
        std::mutex mutex;  ///< guards the next line
        std::map<std::string, unsigned> of;
    };
    using Place = std::shared_ptr<void>;  ///< among those that a student may have open; null: there is none

    /// What its thread works with.
    struct Writer {
        std::filesystem::path directory;
        std::shared_ptr<const Standings> standings;
        std::function<void()> catch_up;
        Time caught_up{};  ///< what had been recorded by then is known

        /// None: it is no student, or there is no course.
        std::optional<ReportLetters::Maildrop> letters_of(const std::string& student, Time asked);
        void note(const HintsTaken& hints);
    };

    void open(const std::string& student, const Post& post, const store::Done<store::Opened>& done);
    Place take_place(const std::string& student);

    const std::shared_ptr<Open> open_ = std::make_shared<Open>();
    store::Workers<Writer> writers_;  ///< one
};

}  // namespace postlab::course
