#pragma once
#include <Poco/JSON/Object.h>

#include <optional>
#include <string>

#include "labs/language/language.h"
#include "labs/screen/class/course_at_hand.h"
#include "labs/screen/owners.h"
#include "labs/screen/spotlight.h"
#include "labs/screen/streams.h"

namespace postlab::screen {

/// What a student finds under /me. One thread; what it is given outlives it.
class StudentPages {
public:
    StudentPages(CourseAtHand& course, Owners& owners, const Spotlight& spotlight)
        : course_(course), owners_(owners), spotlight_(spotlight) {}

    struct Question {
        std::string student;
        const labs::Language& language;
        std::string lab = {};  ///< "L03", "3"; empty: the one of the last session
    };
    /// What work_of() gives, and but in an exam their last conversations, "conversations", see about_of(), and the
    /// number of the one that is shown to the class: "spotlight". `state`: of the last answer; nothing: there is
    /// nothing else to say than then, or no such student.
    std::optional<Poco::JSON::Object> work(const Question& question, std::string& state, Time now);
    /// The hints of a lab that are open, as text; they count as read.
    std::string hints(const Question& question, Time now);
    /// A page of one file. Nothing: there is no such lab.
    std::optional<std::string> sheet(const Question& question, Time now);
    std::optional<std::string> report(const Question& question, Time now);

private:
    using Answer = std::function<void(course::Course&, const course::Labs&, const course::Student&)>;
    bool ask(const Question& question, Time now, const Answer& answer);

    CourseAtHand& course_;
    Owners& owners_;
    const Spotlight& spotlight_;
};

/// Each time that a student's work or conversations have changed: "me", and what StudentPages::work() gives.
class StudentStream : public http::EventStream {
public:
    /// Rings of conversation 0 make it look at once.
    static constexpr std::int64_t all_students = 0;

    StudentStream(StudentPages& pages, Watchers& watchers, StudentPages::Question question)
        : pages_(pages), watch_(watchers, all_students), question_(std::move(question)) {}
    std::string next(Time now) override;
    std::chrono::milliseconds looks_again() const override { return std::chrono::seconds(1); }
    void on_news(std::function<void()> news) override { watch_.on_news(std::move(news)); }

private:
    StudentPages& pages_;
    Watchers::Watch watch_;
    const StudentPages::Question question_;
    std::string state_;
};

}  // namespace postlab::screen
