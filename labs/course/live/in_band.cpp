#include "labs/course/live/in_band.h"

#include "labs/record/conversation.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_octets_judged = 64 << 10, most_events = 1000;  // of a session that is judged at its QUIT

class Listener : public Transcript {
public:
    Listener(std::unique_ptr<Transcript> record, std::shared_ptr<const Standings> standings, std::size_t most_content,
             labs::Conversation begun)
        : record_(std::move(record)),
          standings_(std::move(standings)),
          most_content_(most_content),
          so_far_(std::move(begun)) {}

    void record(const Event& event) override {
        record_->record(event);
        if (logs_in(event))
            student_ = event.mailboxes;
        else if (student_.empty() && event.direction == Direction::client && !event.content)
            student_ = standings_->student_named_in(event.bytes, wrong_);
        keep(event);
    }

    std::string remark(const Event& reply) override {
        if (logs_in(reply)) return where_he_stands(reply.mailboxes);
        const bool obeyed = reply.bytes.starts_with('2') || reply.bytes.starts_with('+');
        return reply.verb == "QUIT" && obeyed ? receipt_at(reply) : "";
    }

    void ended(std::string_view how, Time at) override { record_->ended(how, at); }

private:
    bool logs_in(const Event& event) const {
        return so_far_.protocol() == labs::Protocol::pop3 && event.direction == Direction::server &&
               !event.mailboxes.empty();
    }

    /// What does not fit is not judged here, so none of it is kept.
    void keep(const Event& event) {
        if (too_long_) return;
        octets_ += event.bytes.size();
        content_ += event.content ? event.bytes.size() : 0;
        too_long_ = octets_ > most_octets_judged || content_ > most_content_ || so_far_.events.size() == most_events;
        if (too_long_)
            so_far_.events = {};
        else
            so_far_.events.push_back(labs::kept(event, so_far_));
    }

    std::string where_he_stands(std::string_view student) const {
        const auto standing = standings_->of(student);
        if (!standing || standing->max == 0) return "";
        return " [" + standing->lab + " " + std::to_string(standing->score) + "/" + std::to_string(standing->max) + "]";
    }

    /// Judges the session as if it ended with this reply.
    std::string receipt_at(const Event& reply) const {
        if (student_.empty() || too_long_) return "";
        const auto standing = standings_->of(student_);
        if (!standing || !standing->judge) return "";
        labs::Conversation whole = so_far_;
        whole.events.push_back(labs::kept(reply, whole));
        whole.about.ended = reply.at;
        whole.about.how = "quit";
        const std::string receipt = standing->judge->of(student_).receipt_after(whole);
        return receipt.empty() ? "" : ", receipt " + receipt;
    }

    const std::unique_ptr<Transcript> record_;
    const std::shared_ptr<const Standings> standings_;
    const std::size_t most_content_;  ///< the record has no more of it either
    labs::Conversation so_far_;
    std::string student_;  ///< whose session it is; empty: nobody's yet
    unsigned wrong_ = 0;   ///< tokens, so far
    std::size_t octets_ = 0, content_ = 0;
    bool too_long_ = false;
};

}  // namespace

std::unique_ptr<Transcript> InBand::begin(std::string_view protocol, std::string_view peer, Time at) {
    labs::Conversation begun{{0, std::string(protocol), std::string(peer), at, {}, {}, 0, 0, 0}, {}};
    return std::make_unique<Listener>(record_.begin(protocol, peer, at), standings_,
                                      settings_.transcript.max_content_bytes, std::move(begun));
}

}  // namespace postlab::course
