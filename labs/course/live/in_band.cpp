#include "labs/course/live/in_band.h"

#include <exception>

namespace postlab::course {

namespace {

constexpr std::size_t most_octets_judged = 64 << 10, most_events = 1000;  // of a session that is judged at its QUIT
constexpr std::size_t most_waiting = 16;                                  // sessions that are to be judged
constexpr int niceness = 5;                                               // mail goes first

template <class Tool>
std::vector<std::unique_ptr<Tool>> one(Tool tool) {
    std::vector<std::unique_ptr<Tool>> tools;
    tools.push_back(std::make_unique<Tool>(std::move(tool)));
    return tools;
}

}  // namespace

/// Follows one session.
class InBand::Follower : public Feedback {
public:
    Follower(InBand& in_band, Post post, labs::Conversation begun)
        : in_band_(in_band), standings_(*in_band.standings_), post_(std::move(post)), so_far_(std::move(begun)) {}

    void follow(const Event& event) override {
        if (opens_maildrop(event))
            student_ = event.mailboxes;
        else if (student_.empty() && event.direction == Direction::client && !event.content)
            student_ = standings_.student_named_in(event.bytes, wrong_);
        keep(event);
    }

    std::string at_login(std::string_view account) override {
        const auto standing = standings_.of(account);
        if (!standing || standing->max == 0) return "";
        return standing_behind(standing->lab, standing->score, standing->max);
    }

    void at_goodbye(const Event& goodbye, Answer answer) override {
        if (student_.empty() || too_long_ || !standings_.of(student_)) return answer("");
        so_far_.events.push_back(labs::kept(goodbye, so_far_));
        so_far_.about.ended = goodbye.at;
        so_far_.about.how = "quit";
        auto judge = [session = std::move(so_far_), student = student_, post = post_,
                      answer](const Examiner& examiner) {
            post([answer, receipt = examiner.receipt_after(session, student)] {
                answer(receipt.empty() ? "" : receipt_behind(receipt));
            });
        };
        if (!in_band_.examiners_.push(std::move(judge))) answer("");
    }

private:
    bool opens_maildrop(const Event& event) const {
        return so_far_.protocol() == labs::Protocol::pop3 && event.direction == Direction::server &&
               !event.mailboxes.empty();
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
    std::string student_;  ///< whose session it is; empty: nobody's yet
    unsigned wrong_ = 0;   ///< tokens, so far
    std::size_t octets_ = 0, content_ = 0;
    bool too_long_ = false;
};

InBand::InBand(std::shared_ptr<const Standings> standings, const Settings& settings)
    : standings_(std::move(standings)),
      settings_(settings),
      examiners_("feedback", niceness, one(Examiner{standings_}), most_waiting) {}

std::unique_ptr<Feedback> InBand::begin(std::string_view protocol, std::string_view peer, Time at, Post post) {
    labs::Conversation begun{{0, std::string(protocol), std::string(peer), at, {}, {}, 0, 0, 0}, {}};
    return std::make_unique<Follower>(*this, std::move(post), std::move(begun));
}

std::string InBand::Examiner::receipt_after(const labs::Conversation& session, const std::string& student) const try {
    const auto standing = standings->of(student);
    return standing && standing->judge ? standing->judge->of(student).receipt_after(session) : "";
} catch (const std::exception&) {
    return "";  // the classroom meets the same when it grades the record, and says so
}

}  // namespace postlab::course
