#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/feedback.h"
#include "shared/reply.h"
#include "shared/time.h"
#include "shared/transcript.h"
#include "shared/wire/line_reader.h"

namespace postlab {

/// What a session tells its Transcript: each command line, reply and block of content, with the verb, the states around
/// it and what it is about (see Event). Secrets are starred here and nowhere else. Where a class gives feedback, that
/// follows the same events.
///
/// The session owns it; its thread alone calls it. Without anybody to tell it does nothing.
class SessionRecord {
public:
    /// When something happens, and the state that the session is in then.
    struct Moment {
        Time at;
        std::string_view state;
    };

    explicit SessionRecord(std::unique_ptr<Transcript> transcript) : transcript_(std::move(transcript)) {}
    /// `feedback` outlives this.
    void tell_also(Feedback* feedback) { feedback_ = feedback; }

    /// A command line, before it is answered, or what there is of one when the session ends. `shown`: its text, or the
    /// beginning of it that may be shown. Stars stand for the rest, and for what was not kept of a line.
    void command(Moment moment, const LineReader::Line& line, std::string_view verb, std::string_view shown);
    /// The command before was right, and its secret is a planted account's: it is recorded as it was typed. Nothing
    /// else is: not what keys have rubbed out, nor what was wrong, whoever's it may be. So a line with stars is told
    /// only with what follows it.
    void reveal();
    void client_content(Moment moment, std::string_view bytes);
    /// `injected`: what a fault has done to it, here and below.
    void server_content(Moment moment, std::string_view bytes, std::string_view injected);
    /// A message that the server has made itself, a report, and stored there. See Event::content.
    void stored_report(Moment moment, std::string_view message, std::string_view mailbox);
    /// What is said from here on answers no command.
    void no_command(std::string_view state);

    /// What the reply to come is about: Event::messages and Event::mailboxes.
    void reply_is_about(std::string messages, std::string mailboxes = {});
    /// A reply is recorded once its step is over, so that the state after it is the true one. Until then it stands in
    /// the session's output from octet `from` on.
    void begin_reply(const Reply& reply, std::size_t from);
    bool in_reply() const { return reply_ != nullptr; }
    std::size_t reply_from() const { return reply_from_; }
    void end_reply(Moment moment, std::string_view bytes, std::string_view injected);
    /// A reply as it would be recorded. The event lives until the next call.
    Event reply(Moment moment, const Reply& reply, std::string_view bytes, std::string_view injected = {}) const;

    /// A fault has cut the line, or kept a reply from being said.
    void fault(Moment moment, std::string_view injected);
    /// TLS has begun, or has failed to: see Event::tls.
    void tls(Moment moment, std::string_view what);
    /// For an eavesdropper's view: octets of TLS that have crossed the wire, and what opens them.
    void hidden(Event::Layer layer, Direction direction, std::string_view bytes, Time at);
    /// Of hidden() only what is a planted account's is told, at the end, since it opens all that was said: if reveal()
    /// has come, and each octet that was heard behind TLS was told as it came. `most_hidden` octets at most.
    void hold_hidden_back() { holds_hidden_back_ = true; }
    /// Octets that the client has sent, whatever becomes of them.
    void heard(std::size_t octets) { octets_heard_ += octets; }
    static constexpr std::size_t most_hidden = 64 << 10;
    /// See Transcript::ended(). What comes after that is not recorded.
    void end(std::string_view how, Time at);

private:
    /// A command line with stars, until what follows it.
    struct Withheld {
        Moment moment;
        std::string_view verb;
        std::string starred, as_typed;  ///< the latter is empty where keys have made it: then it is never told
    };
    struct Hidden {
        Event::Layer layer;
        Direction direction;
        Time at;
        std::string bytes;
    };
    void hold_back(Hidden hidden);
    void tell_hidden();
    bool may_be_opened() const;
    void client_line(Moment moment, std::string_view verb, std::string_view bytes, std::string_view taken);
    void tell_withheld(std::string Withheld::*bytes);
    void tell(const Event& event);

    std::unique_ptr<Transcript> transcript_;
    Feedback* feedback_ = nullptr;
    std::optional<Withheld> withheld_;
    bool holds_hidden_back_ = false;
    std::vector<Hidden> held_back_;
    std::size_t octets_held_back_ = 0;  ///< beyond most_hidden all of it has been forgotten
    bool revealed_ = false;
    std::size_t octets_heard_ = 0, octets_told_ = 0;  ///< the client's, since TLS began; told: as they came
    std::string_view verb_, state_before_;
    const Reply* reply_ = nullptr;  ///< said but not recorded yet
    std::size_t reply_from_ = 0;
    std::string messages_, mailboxes_;
};

}  // namespace postlab
