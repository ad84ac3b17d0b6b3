#include "shared/conversation_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab {
namespace {

constexpr std::size_t longest_command = 200;  // octets of MAIL or RCPT

/// "550 5.1.1", "-ERR [AUTH]": what a reply begins with that no client has a word in.
std::string code_of(std::string_view reply) {
    std::string code(reply.substr(0, reply.find_first_of(" -\r", 1)));
    std::string_view rest = reply.substr(std::min(code.size() + 1, reply.size()));
    const std::string_view second = rest.substr(0, rest.find_first_of(" \r"));
    const bool enhanced =
        second.size() >= 5 && second[1] == '.' && second.find_first_not_of("0123456789.") == second.npos;
    const bool extended = second.starts_with('[') && second.ends_with(']');
    return enhanced || extended ? code + " " + std::string(second) : code;
}

bool is_refusal(std::string_view reply) {
    return reply.starts_with('4') || reply.starts_with('5') || reply.starts_with('-');
}

/// The rows by which a wrong name, password, digest or proof is refused, in all protocols.
bool is_failed_login(std::string_view row) {
    constexpr std::string_view rows[] = {"pass.wrong", "apop.wrong",     "auth.wrong",   "auth.too_weak",
                                         "helo.wrong", "login.too_many", "auth.too_many"};
    return std::ranges::find(rows, row) != std::end(rows);
}

}  // namespace

class ConversationLog::Logged : public Transcript {
public:
    Logged(const Say& say, std::string front, std::unique_ptr<Transcript> behind, Time at)
        : say_(say), front_(std::move(front)), behind_(std::move(behind)), begun_(at) {}

    void record(const Event& event) override {
        if (event.layer == Event::Layer::said) note(event);
        if (behind_) behind_->record(event);
    }
    void ended(std::string_view how, Time at) override {
        if (commands_ > 0 || how != "drop") say(Severity::information, "ended: " + std::string(how) + summary(at));
        if (behind_) behind_->ended(how, at);
    }

private:
    void note(const Event& event) {
        if (event.direction == Direction::server && !event.content && !event.reply.empty()) return reply(event);
        if (event.direction == Direction::client && event.content) octets_ += event.bytes.size();
        if (event.direction == Direction::client && !event.content) command(event);
    }
    void command(const Event& event) {
        ++commands_;
        const bool addresses = event.verb == "MAIL" || event.verb == "RCPT";
        const std::string_view text = event.taken.empty() ? event.bytes : event.taken;
        command_ = addresses            ? text.substr(0, std::min(longest_command, text.find_first_of("\r\n")))
                   : event.verb.empty() ? std::string_view("unknown")
                                        : event.verb;
        if (event.verb == "MAIL") sender_ = command_;
        if (event.verb == "DATA" || event.verb == "MAIL") octets_ = 0;
    }
    void reply(const Event& event) {
        if (is_failed_login(event.reply)) return say(Severity::notice, "login failed: " + refusal(event));
        if (is_refusal(event.bytes)) return refused(event);
        if (event.reply == "data.ok" || event.reply == "bdat.stored") return stored(event);
        if (event.reply == "retr.ok") ++fetched_;
        if (event.verb == "QUIT") removed_ += message_ids(event.messages).size();
        const bool login = event.verb == "PASS" || event.verb == "APOP" || event.verb == "AUTH" || event.verb == "HELO";
        if (login && !event.mailboxes.empty()) say(Severity::information, "login: " + std::string(event.mailboxes));
    }
    void stored(const Event& event) {
        ++stored_;
        say(Severity::information, "stored: " + std::string(event.messages) + " for " + std::string(event.mailboxes) +
                                       ", " + std::to_string(octets_) + " octets, " + sender_);
    }
    void refused(const Event& event) {
        if (++refusals_ < most_refusals) say(Severity::information, "refused: " + refusal(event));
        if (refusals_ == most_refusals)
            say(Severity::information, "refused: " + refusal(event) + "; further refusals here are not logged");
    }
    std::string refusal(const Event& event) const {
        return command_ + ", " + code_of(event.bytes) + " " + std::string(event.reply);
    }
    std::string summary(Time at) const {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at - begun_).count();
        std::string text = ", " + std::to_string(commands_) + " commands in " + std::to_string(seconds) + " s";
        for (const auto& [count, what] :
             {std::pair(stored_, " stored"), {fetched_, " fetched"}, {removed_, " removed"}})
            if (count > 0) text += ", " + std::to_string(count) + what;
        return text;
    }
    void say(Severity severity, const std::string& what) const { say_(severity, front_ + what); }

    const Say& say_;
    const std::string front_;  ///< "smtp 8 192.0.2.1 "
    const std::unique_ptr<Transcript> behind_;
    const Time begun_;
    std::string command_, sender_;
    std::uint64_t commands_ = 0, octets_ = 0, stored_ = 0, fetched_ = 0, removed_ = 0;
    unsigned refusals_ = 0;
};

std::unique_ptr<Transcript> ConversationLog::begin(std::string_view protocol, std::string_view peer, Time at) {
    std::string front = std::string(protocol) + " " + std::to_string(++conversations_) + " " + std::string(peer) + " ";
    return std::make_unique<Logged>(say_, std::move(front), behind_ ? behind_->begin(protocol, peer, at) : nullptr, at);
}

}  // namespace postlab
