#include "labs/course/grading/ended_session.h"

#include <algorithm>

#include "labs/course/mail/mime.h"
#include "shared/text/message_ranges.h"
#include "smtpd/path.h"

namespace postlab::course {

namespace {

/// Of a MAIL command that was obeyed, so one of the two ways to read it has succeeded.
std::string reverse_path(std::string_view mail) {
    mail.remove_prefix(std::min(mail.find(' '), mail.size() - 1) + 1);
    auto argument = smtpd::parse_mail(mail);
    if (!std::holds_alternative<smtpd::PathArgument>(argument))
        if (const auto mended = smtpd::mend(mail, "FROM")) argument = smtpd::parse_mail(mended->argument);
    const auto* parsed = std::get_if<smtpd::PathArgument>(&argument);
    return parsed ? parsed->path.text : "";
}

bool ends_with_dot(std::span<const Line> message) { return !message.empty() && message.back().text == "."; }

bool is_cut(const labs::Utterance& utterance) {
    return utterance.direction == Direction::client && (utterance.left_out > 0 || utterance.lost > 0);
}

/// Of a letter that comes in chunks.
struct Chunks {
    std::vector<std::span<const Line>> pieces;
    bool whole = true;

    /// Lost events may have been octets, wherever they were.
    void add(const Turn& turn) {
        pieces.push_back(turn.content());
        for (const labs::Utterance& utterance : turn.utterances)
            whole = whole && utterance.left_out == 0 && utterance.lost == 0;
    }
};

}  // namespace

EndedSession::EndedSession(const labs::Conversation& of)
    : conversation(of.about.id),
      protocol(of.protocol()),
      began(of.about.started),
      ended(of.about.ended.value_or(of.events.empty() ? began : began + of.events.back().at)),
      how(!of.about.ended                                         ? "killed"
          : of.about.how == "fault" || of.about.how == "released" ? "drop"
                                                                  : of.about.how),
      turns(of, {.refusals = false, .most_lines = most_lines, .most_octets = most_octets}) {
    for (const store::KeptEvent& event : of.events) note_facts(event);
    if (turns.complete()) find_letters();
    read_letters_to_desk();
    find_gap(of.lost_at_end());
}

void EndedSession::find_gap(std::uint64_t lost_at_end) {
    const auto said = turns.utterances();
    const auto behind = std::ranges::find_if(said, [](const labs::Utterance& one) { return one.lost != 0; });
    if (behind != said.end())
        gap = {conversation, behind->seq};
    else if (lost_at_end != 0 && !said.empty())
        gap = {conversation, said.back().seq};
}

void EndedSession::note_facts(const store::KeptEvent& event) {
    if (event.direction == Direction::client) return;
    octets_said += event.bytes.size() + event.left_out;
    if (event.content) return;
    const bool fetches = protocol != labs::Protocol::smtp;
    if (fetches && (event.verb == "QUIT" || event.verb == "FOLD")) removed = message_ids(event.messages);
    if (event.mailboxes.empty()) return;
    const std::vector<std::uint64_t> ids = message_ids(event.messages);
    if (fetches) {
        account = event.mailboxes;
        if (event.reply != "login.in_use" && event.reply != "helo.in_use") mailbox = event.mailboxes, listed = ids;
    } else if (ids.size() == 1) {
        accepted.push_back({ids[0], {}, event.mailboxes, {}, {conversation, event.seq}, began + event.at});
    } else if (ids.empty()) {
        account = event.mailboxes;
    }
}

/// Envelope and content of each letter that was accepted.
void EndedSession::find_letters() {
    std::string_view mail;
    Chunks chunks;
    auto letter = accepted.begin();
    for (const Turn& turn : turns) {
        if (letter == accepted.end()) return;
        if (turn.verb == "MAIL" && turn.code == "250" && !turn.said.empty()) mail = turn.said[0].text, chunks = {};
        if (turn.verb == "BDAT" && turn.code == "250") chunks.add(turn);
        if (turn.mailboxes.empty() || turn.reply.empty() || turn.reply[0].seq != letter->where.seq) continue;
        if (!mail.empty()) letter->reverse_path = reverse_path(mail);
        if (turn.kind == Turn::Kind::content && turn.verb != "BDAT") {
            letter->whole = ends_with_dot(turn.said) && std::ranges::none_of(turn.utterances, is_cut);
            letter->lines = turn.said.first(turn.said.size() - ends_with_dot(turn.said));
        } else if (turn.verb == "BDAT") {
            letter->counted = true;
            letter->whole = chunks.whole;
            letter->lines = joined_.emplace_back(chunks.pieces).lines();
        }
        ++letter;
    }
}

void EndedSession::read_letters_to_desk() {
    for (Accepted& letter : accepted)
        if (is_among("course", letter.mailboxes)) letter.to_desk = desk_text(letter.text());
}

std::string Accepted::text() const { return counted ? std::string(content()) : unstuffed(content()); }

std::vector<std::uint64_t> messages_of(const EndedSession& session, std::string_view verb) {
    std::vector<std::uint64_t> all;
    for (const Turn& turn : session.turns)
        if (turn.verb == verb)
            for (std::uint64_t id : message_ids(turn.messages)) all.push_back(id);
    return all;
}

}  // namespace postlab::course
