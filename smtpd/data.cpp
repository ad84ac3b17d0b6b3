// From DATA to the reply behind the final dot.
#include "shared/notes.h"
#include "shared/text/text.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"
#include "smtpd/trace.h"

namespace postlab::smtpd {

namespace {

/// Backspaces, as a terminal sends them: one or the other.
bool holds_keys(std::string_view content) {
    return content.find('\b') != content.npos || content.find('\x7F') != content.npos;
}

}  // namespace

void Session::data(std::string_view argument) {
    if (!argument.empty()) return say("command.no_argument"_reply, {"DATA"});
    incoming_.emplace(trace_now(), settings_.largest_message(),
                      profile_ == WireProfile::classroom && lines_.bare_lf_only(), MemoryBudget::Share(memory_));
    say("data.start"_reply);
}

/// Who says HELO has no extension, and "SMTP" no letter for any.
std::string Session::with_protocol() const {
    if (!extended_) return "SMTP";
    return std::string(transaction_.smtputf8 ? "UTF8SMTP" : "ESMTP") + (is_private() ? "S" : "") +
           (account_.empty() ? "" : "A");
}

/// A name that is no domain can't stand in a trace line; the address can (RFC 5321 4.4).
std::string Session::trace_now() const {
    const std::string literal = address_literal(peer_.address);
    return trace_lines({.reverse_path = transaction_.reverse_path,
                        .client_name = names_a_host(client_name_) ? client_name_ : literal,
                        .peer = peer_.address,
                        .server = settings_.domain,
                        .protocol = with_protocol(),
                        .sole_recipient = transaction_.sole_recipient,
                        .received = now_});
}

bool Session::take_content() {
    if (input_.empty()) return false;
    std::string_view before = input_;
    bool ended = incoming_->take(input_);
    heard_content(before.substr(0, before.size() - input_.size()));
    if (ended) {
        answer_telnet();
        end_of_data();
    } else {
        hand_block_over();
    }
    return true;
}

void Session::heard_content(std::string_view content) {
    record_.client_content(moment(), content);
    lines_.watch(content, !extended_);  // mail programs say EHLO, and the same octets may be part of a picture
    if (profile_ == WireProfile::classroom && holds_keys(content)) writer_.note("note.letter_keys"_note);
}

void Session::hand_block_over() {
    if (!incoming_->block_is_due()) return;
    keep_header();
    incoming_->draft(store_).append(incoming_->take_block(), when_answered([this](bool kept) {
                                        if (!kept) incoming_->refuse("data.full"_reply);
                                    }));
}

void Session::end_of_data() {
    if (incoming_->saw_crlf()) lines_.saw_crlf();
    if (fault_replaces(Faults::end_of_data)) return reset();
    if (const Reply* refusal = incoming_->refusal()) {
        reset();
        return say(*refusal, {std::to_string(settings_.largest_message())});
    }
    deliver();
}

bool Session::client_may_bring(std::uint64_t octets) const {
    return !clients_ || clients_->may_bring(client(), octets, settings_.smtp.max_client_bytes, now_);
}

void Session::deliver() {
    // Counted before it is stored: of several that arrive together, those that fit.
    const std::uint64_t most = settings_.smtp.max_client_bytes;
    if (clients_ && !clients_->bring(client(), incoming_->octets(), most, now_))
        return not_delivered("data.client_full"_reply, std::to_string(most));
    keep_header();
    store_.deliver({transaction_.reverse_path, transaction_.mailboxes}, incoming_->take_content(),
                   when_answered([this](store::Delivered answer) { delivered(answer); }));
}

void Session::delivered(store::Delivered delivered) {
    const std::string id = std::to_string(delivered.id);
    if (clients_ && delivered.outcome != store::Delivery::stored) clients_->give_back(client(), incoming_->octets());
    switch (delivered.outcome) {
        case store::Delivery::stored:
            return owes_report() ? report(id) : stored(id);
        case store::Delivery::full:
            return not_delivered("data.full"_reply);
        case store::Delivery::no_room:
            return not_delivered("data.mailbox_full"_reply);
        case store::Delivery::no_mailbox:
            return not_delivered("data.no_mailbox"_reply);
        case store::Delivery::failed:
            return not_delivered("data.failed"_reply);
    }
}

void Session::stored(const std::string& id) {
    const bool chunked = transaction_.chunked;
    const std::string octets = std::to_string(incoming_->octets());
    record_.reply_is_about(id, joined(transaction_.mailboxes, " "));
    reset();
    chunked ? say_stored("bdat.stored"_reply, {octets, id}) : say_stored("data.ok"_reply, {id});
}

void Session::not_delivered(const Reply& why, std::string_view detail) {
    transaction_.chunked ? fail_chunk() : reset();
    say(why, {detail});
}

}  // namespace postlab::smtpd
