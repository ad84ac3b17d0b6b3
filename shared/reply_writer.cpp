#include "shared/reply_writer.h"

#include <algorithm>
#include <utility>

#include "shared/notes.h"
#include "shared/text/homoglyph.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"
#include "shared/wire/typing.h"

namespace postlab {

namespace {

constexpr std::size_t longest_reply_line = 512 - 2;  // RFC 5321 4.5.3.1.5, RFC 2449 4; CRLF is added behind it
constexpr std::size_t longest_detail = 100;
constexpr std::size_t most_notes = 2;  // behind one reply
constexpr char last_of_ascii = 0x7F;

/// What a client said, made fit for a reply: printable ASCII, and not too much of it. Control characters are named.
void append_detail(std::string& line, std::string_view detail) {
    bool cut = detail.size() > longest_detail;
    for (char c : detail.substr(0, longest_detail)) {
        if (c >= ' ' && c <= '~')
            line += c;
        else if (c >= 0 && c <= last_of_ascii)
            line.append("\\x").append(upper_case(hex({&c, 1})));
        else
            line += '?';
    }
    if (cut) line += "...";
}

/// The text with its holes filled, each with a detail made fit.
void append_filled(std::string& line, std::string_view text, std::initializer_list<std::string_view> details) {
    std::vector<std::string> fit(details.size());
    auto next = fit.begin();
    for (const std::string_view detail : details) append_detail(*next++, detail);
    const std::vector<std::string_view> views(fit.begin(), fit.end());
    line += filled(text, views);
}

/// Four digits, since no homoglyph has more.
std::string hexadecimal(char32_t code_point) {
    const char octets[] = {static_cast<char>(code_point >> 8), static_cast<char>(code_point)};
    return upper_case(hex({octets, 2}));
}

}  // namespace

std::string ReplyWriter::line(const Reply& reply, std::initializer_list<std::string_view> details) {
    return complete(row_line(reply, details), reply);
}

std::string ReplyWriter::row_line(const Reply& reply, std::initializer_list<std::string_view> details) const {
    std::string line(reply.code);
    if (const auto code = enhanced(reply); !code.empty()) line.append(" ").append(code);
    line += reply.gap();
    append_filled(line, languages_ ? languages_->text(reply, tag_) : reply.text, details);
    line.resize(beginning(line, longest_reply_line).size());  // whole characters
    return line;
}

std::string ReplyWriter::complete(std::string row_line, const Reply& reply) {
    if (!feedback_.empty()) append_feedback(row_line, reply);
    if (!notes_.empty()) append_notes(row_line, reply);
    return row_line;
}

void ReplyWriter::note_homoglyph(std::string_view text) {
    auto found = find_homoglyph(text);
    if (!found) return;
    std::string_view ascii(&found->looks_like, 1);
    note("note.homoglyph"_note, {std::to_string(found->position), hexadecimal(found->code_point), found->kind,
                                 ascii == " " ? "a space" : ascii});
}

void ReplyWriter::note_meant(std::string_view word, std::span<const std::string_view> verbs) {
    static constexpr std::string_view ways_out[] = {"EXIT", "BYE", "LOGOUT", "LOGOFF", "CLOSE", "END", "Q"};
    static constexpr std::string_view shell[] = {"LS", "DIR", "CD", "PWD", "CAT", "CLEAR", "CLS", "SUDO", "SSH"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    if (std::ranges::any_of(ways_out, is)) return note("note.way_out"_note);
    if (starts_ignoring_case(word, "SSH-")) return note("note.ssh"_note);
    if (std::ranges::any_of(shell, is)) return note("note.no_shell"_note);
    if (std::string_view verb = verb_meant(word, verbs); !verb.empty()) note("note.meant"_note, {verb});
}

void ReplyWriter::note(const Note& note, std::initializer_list<std::string_view> details) {
    const bool collected = std::ranges::find(notes_, &note, &Collected::note) != notes_.end();
    const bool said = std::ranges::find(said_once_, &note) != said_once_.end();
    if (collected || said || profile_ != WireProfile::classroom) return;
    std::string text;
    append_filled(text, note.text, details);
    notes_.push_back({&note, std::move(text)});
}

void ReplyWriter::append_feedback(std::string& line, const Reply& reply) {
    const std::string feedback = std::exchange(feedback_, {});
    const bool fits = line.size() + feedback.size() <= longest_reply_line;
    if (fits && !reply.text.empty() && reply.takes_notes()) append_detail(line, feedback);
}

void ReplyWriter::append_notes(std::string& line, const Reply& reply) {
    std::size_t room = reply.takes_notes() ? most_notes : 0;
    // What is said every time is about this very line and goes first; the other can wait for the next one.
    std::stable_partition(notes_.begin(), notes_.end(),
                          [](const Collected& c) { return c.note->when != Note::When::once; });
    for (const auto& [note, text] : std::exchange(notes_, {})) {
        bool fits = line.size() + text.size() + std::string_view(" ()").size() <= longest_reply_line;
        if (room == 0 || !fits || (note->when == Note::When::if_refused && reply.positive())) continue;
        line.append(" (").append(text).append(")");
        if (note->when == Note::When::once) said_once_.push_back(note);
        --room;
    }
}

}  // namespace postlab
