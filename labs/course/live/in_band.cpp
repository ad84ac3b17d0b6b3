#include "labs/course/live/in_band.h"

#include <exception>

#include "labs/course/class/desk.h"
#include "labs/course/class/report_letters.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/words.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_octets_judged = 64 << 10, most_events = 1000;  // of a session that is judged at its QUIT
constexpr std::size_t most_judged_at_once = 16;                           // sessions that are to be judged
constexpr int niceness = 5;                                               // mail goes first

}  // namespace

/// Follows one session.
class InBand::Follower : public Feedback {
public:
    Follower(InBand& in_band, Post post, labs::Conversation begun)
        : in_band_(in_band), standings_(*in_band.standings_), post_(std::move(post)), so_far_(std::move(begun)) {}

    void follow(const Event& event) override {
        if (shows_a_password(event))
            log_in(student_behind(event.mailboxes));
        else if (owner_.lab.empty() && event.direction == Direction::client && !event.content)
            look_for_badge(event.bytes);
        spoke_ = spoke_ || (event.direction == Direction::client && event.verb != "QUIT");
        keep(event);
    }

    std::string at_login(std::string_view account) override {
        const auto standing = standings_.of(report_owner(account).value_or(std::string(account)));
        if (!in_band_.settings_.lab.in_band || !standing || standing->max == 0) return "";
        return standing_behind(standing->lab, standing->score, standing->max);
    }

    void at_letter(const Event& accepted, Answer answer) override {
        if (too_long_ || !is_among("course", accepted.mailboxes) || !standings_.course()) return answer("");
        labs::Conversation session = so_far_;
        session.events.push_back(labs::kept(accepted, session));
        examine([session = std::move(session)](const Examiner& examiner) { return examiner.word_on_letter(session); },
                std::move(answer));
    }

    void at_goodbye(const Event& goodbye, Answer answer) override {
        const bool smtp = so_far_.protocol() == labs::Protocol::smtp;
        if (goodbye.reply == "quit.failed" && report_owner(owner_.student)) return answer(reports_stay_behind);
        if (owner_.student.empty()) return answer(smtp && spoke_ && standings_.course() ? no_badge_behind : "");
        const bool judges = in_band_.settings_.lab.in_band && !too_long_ && standings_.of(owner_.student);
        if (!judges && !smtp) return answer("");
        so_far_.events.push_back(labs::kept(goodbye, so_far_));
        so_far_.about.ended = goodbye.at;
        so_far_.about.how = "quit";
        examine(
            [session = std::move(so_far_), owner = owner_, judges](const Examiner& examiner) {
                if (!owner.lab.empty()) examiner.begin(owner);
                return judges ? examiner.progress_after(session, owner.student) : std::string();
            },
            std::move(answer));
    }

private:
    template <class Question>
    void examine(Question question, Answer answer) {
        auto work = [question = std::move(question), post = post_, answer](const Examiner& examiner) {
            post([answer, word = question(examiner)] { answer(word); });
        };
        if (!in_band_.examiners_.push(std::move(work))) answer("");
    }

    /// The account that a lab has planted is a student's, too.
    std::string student_behind(std::string_view account) const {
        TokenOwner planted;
        const bool other = !standings_.of(account) && names_planted(account, planted);
        return other ? planted.student : std::string(account);
    }

    /// Also where another session has the maildrop open.
    bool shows_a_password(const Event& event) const {
        const bool smtp = so_far_.protocol() == labs::Protocol::smtp;
        return event.direction == Direction::server && !event.mailboxes.empty() && (!smtp || event.messages.empty());
    }

    /// As Attempts has it: in SMTP an account of nobody in the class says nothing.
    void log_in(const std::string& account) {
        if (so_far_.protocol() == labs::Protocol::smtp && !standings_.of(account)) return;
        if (owner_.student != account) owner_ = {account, {}, false};
    }

    void look_for_badge(std::string_view line) {
        if (so_far_.protocol() != labs::Protocol::smtp && !owner_.student.empty()) return;
        const TokenOwner named = standings_.owner_named_in(line, owner_.student, wrong_);
        if (!named.student.empty()) owner_ = named;
    }

    /// What does not fit is not judged here, so none of it is kept.
    void keep(const Event& event) {
        if (too_long_) return;
        octets_ += event.bytes.size();
        content_ += event.content ? event.bytes.size() : 0;
        const std::size_t most_content = in_band_.settings_.transcript.max_content_bytes;  // nor has the record more
        too_long_ = octets_ > most_octets_judged || content_ > most_content || so_far_.events.size() == most_events;
        if (too_long_)
            so_far_.events = {};
        else
            so_far_.events.push_back(labs::kept(event, so_far_));
    }

    InBand& in_band_;
    const Standings& standings_;
    const Post post_;
    labs::Conversation so_far_;
    TokenOwner owner_{};  ///< whose session it is, by login or token; an empty student: nobody's yet
    unsigned wrong_ = 0;  ///< tokens, so far
    std::size_t octets_ = 0, content_ = 0;
    bool too_long_ = false, spoke_ = false;
};

InBand::InBand(std::filesystem::path directory, std::shared_ptr<const Standings> standings, const Settings& settings)
    : standings_(std::move(standings)),
      settings_(settings),
      examiners_("feedback", niceness, store::one(Examiner{std::move(directory), standings_}), most_judged_at_once) {}

std::unique_ptr<Feedback> InBand::begin(std::string_view protocol, std::string_view peer, Time at, Post post) {
    if (!standings_->course() || (!settings_.lab.in_band && protocol != "smtp")) return nullptr;
    labs::Conversation begun{{0, std::string(protocol), std::string(peer), at, {}, {}, 0, 0, 0}, {}};
    return std::make_unique<Follower>(*this, std::move(post), std::move(begun));
}

void InBand::Examiner::begin(const TokenOwner& owner) const try {
    const auto course = standings->course();
    const Lab* lab = course ? course->labs->find(owner.lab) : nullptr;
    if (lab && !lab->needs_start()) remove_faults(directory, owner.student);
} catch (const std::exception&) {
    // the classroom does it again when it has read the record, and says what is wrong
}

std::string InBand::Examiner::progress_after(const labs::Conversation& session, const std::string& student) const try {
    const auto standing = standings->of(student);
    if (!standing || !standing->judge) return "";
    const auto now = standing->judge->of(student).progress_after(session);
    if (!now || now->max == 0) return "";
    return standing_behind(now->lab, now->score, now->max) + (now->receipt.empty() ? "" : receipt_behind(now->receipt));
} catch (const std::exception&) {
    return "";  // the classroom meets the same when it grades the record, and says so
}

std::string InBand::Examiner::word_on_letter(const labs::Conversation& session) const try {
    const auto course = standings->course();
    if (!course) return "";
    const std::vector<DeskLetter> letters = desk_letters(EndedSession(session), course->tokens, *course->labs);
    if (letters.empty() || letters.back().flaw == DeskLetter::Flaw::badge) return no_badge_behind;
    return letters.back().flaw == DeskLetter::Flaw::none ? "" : not_understood_behind(letters.back().said);
} catch (const std::exception&) {
    return "";
}

}  // namespace postlab::course
