#include "labs/course/watch_command.h"

#include <poll.h>

#include <map>
#include <optional>
#include <ostream>
#include <sstream>
#include <utility>

#include "labs/course/class/class_grades.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/report_letters.h"
#include "labs/course/course_options.h"
#include "labs/explain/explain_session.h"
#include "labs/record/record_follower.h"
#include "labs/text/ink.h"
#include "shared/system/interrupts.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;
using News = labs::RecordFollower::News;

constexpr int between_looks_ms = 100;
constexpr std::size_t width_of_number = 5;

/// Which conversations are wanted: an account's, a lab's, or all.
class Choice {
public:
    explicit Choice(const CommandLine& line) : account_(lower_case(line.value("account", ""))) {
        const std::filesystem::path directory = data_directory(line);
        if (line.has("lab") || (!account_.empty() && Course::exists(directory))) course_ = Course::open(directory);
        if (course_) tokens_.emplace(course_->key());
        if (!line.has("lab")) return;
        labs_ = labs_of(line);
        lab_ = lab_named(*labs_, line.value("lab", "")).id;
    }

    /// What has been seen of a conversation that is not decided yet.
    struct Seen {
        TokenOwner badge = {};
        unsigned wrong = 0;
    };
    /// Nothing: it can't be told yet.
    std::optional<bool> wants(const News& news, Seen& seen) {
        if (account_.empty() && lab_.empty()) return true;
        for (const store::KeptEvent& event : news.events) find_badge(event, seen);
        const std::string account = report_owner(news.about.account).value_or(news.about.account);
        TokenOwner owner{account, "", false};
        names_planted(account, owner);
        if (owner.student.empty() || (owner.lab.empty() && seen.badge.student == owner.student)) owner = seen.badge;
        if (owner.student.empty()) return news.about.ended ? std::optional(false) : std::nullopt;
        const bool theirs = account_.empty() || account_ == owner.student || account_ == news.about.account;
        return theirs && (lab_.empty() || lab_of(owner) == lab_);
    }

private:
    void find_badge(const store::KeptEvent& event, Seen& seen) const {
        const bool line = event.direction == Direction::client && !event.content;
        if (tokens_ && line && seen.badge.student.empty()) tokens_->find(event.bytes, seen.badge, seen.wrong);
    }

    std::string lab_of(const TokenOwner& owner) {
        if (!owner.lab.empty()) return owner.lab;
        const Lab* lab =
            current_lab(class_grades(*course_, *labs_, load_grades(course_->database(), owner.student)), owner.student);
        return lab ? lab->id : "";
    }

    const std::string account_;  ///< empty: anybody's
    std::string lab_;            ///< empty: of any, or of none
    std::optional<Course> course_;
    std::optional<TokenReader> tokens_;
    std::optional<Labs> labs_;
};

/// The conversations that somebody watches, printed as they grow.
class Watch {
public:
    Watch(Choice choice, const labs::Language& language, std::ostream& out)
        : choice_(std::move(choice)), language_(language), out_(out) {}

    void take(News news) {
        if (!labs::names_protocol(news.about.protocol)) return;  // an act of a lab
        const std::int64_t id = news.about.id;
        auto one = watched_.find(id);
        if (one == watched_.end()) one = watched_.emplace(id, begin(news)).first;
        Watched& watched = one->second;
        const bool ended = news.about.ended.has_value();
        if (!watched.wanted) watched.wanted = choice_.wants(news, watched.seen);
        if (watched.wanted != false) print(std::move(news), watched);
        if (watched.wanted == true) out_ << watched.text.str() << std::flush;
        if (watched.wanted == true) watched.text.str("");
        if (ended) watched_.erase(one);
    }

private:
    struct Watched {
        labs::GrowingExplanation explanation;
        std::string front;
        std::ostringstream text;     ///< what has not been printed yet
        std::optional<bool> wanted;  ///< none: it is not known yet
        Choice::Seen seen = {};
        std::string account = {};
    };

    Watched begin(const News& news) const {
        std::string number = std::to_string(news.about.id);
        number.insert(0, width_of_number - std::min(number.size(), width_of_number), ' ');
        Watched watched{{labs::protocol_named(news.about.protocol), number + "  ", language_}, number + "  ", {}, {}};
        labs::look_at(watched.text, labs::look_of(out_));
        say(watched, labs::Ink::heading, news.first == 0 ? "watch.begins"_sentence : "watch.goes_on"_sentence,
            {news.about.protocol, news.about.peer});
        return watched;
    }

    void print(News news, Watched& watched) const {
        const store::KeptConversation& about = news.about;
        watched.explanation.print(std::move(news.events), news.first, about.ended.has_value(), watched.text);
        if (std::exchange(watched.account, about.account) != about.account)
            say(watched, labs::Ink::good, "watch.account"_sentence, {about.account});
        if (about.ended) say(watched, labs::Ink::heading, "watch.ends"_sentence, {about.how});
    }

    void say(Watched& watched, labs::Ink ink, const Sentence& sentence, std::vector<Phrase> details) const {
        watched.text << watched.front << labs::inked(out_, ink, language_.say(sentence, std::move(details))) << "\n";
    }

    Choice choice_;
    const labs::Language& language_;
    std::ostream& out_;
    std::map<std::int64_t, Watched> watched_;
};

int watch(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const labs::Language& language = labs::language_in(line);
    const std::string directory = data_directory(line);
    Watch watch(Choice(line), language, out);
    Interrupts interrupts;
    labs::RecordFollower follower(directory);
    follower.follow([](const News&) {});
    err << language.say("watch.watching"_sentence, {directory}) << std::endl;
    for (int signal = 0; !Interrupts::ends(signal) && out; signal = interrupts.next()) {
        follower.follow([&](News news) { watch.take(std::move(news)); });
        pollfd asked{interrupts.descriptor(), POLLIN, 0};
        poll(&asked, 1, between_looks_ms);
    }
    if (labs::look_of(out).terminal) out << std::endl;  // behind ^C
    return 0;
}

}  // namespace

ProgramCommand watch_command() {
    return {"watch",
            "",
            "conversations as they happen, line by line, explained",
            {{"account", "NAME", "those of this account, by its login or by a badge of its student"},
             {"lab", "LAB", "those of this lab"},
             labs::language_option,
             labs_option,
             data_option},
            "postlab watch --lab L03",
            watch,
            "From any shell on the server's machine: it reads the record, and neither stops nor slows the server. Each "
            "line "
            "begins with its conversation's number. A conversation whose owner is asked for is shown from its "
            "beginning once "
            "that is known. Ctrl-C ends it."};
}

}  // namespace postlab::course
