#include "labs/screen/rows.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "labs/course/mail/line_decoder.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using labs::Annotation;
using labs::Line;
using labs::Utterance;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t around_a_row = 150, around_a_note = 60;  // octets of JSON

std::string text_of(std::string_view view) { return std::string(view); }

const char* name_of(Annotation::About about) {
    constexpr const char* names[] = {"reply", "remark", "state",   "needed",  "line", "fault",
                                     "tls",   "report", "missing", "stuffed", "end"};
    return names[static_cast<std::size_t>(about)];
}

Object note_of(const Annotation& annotation) {
    Object note;
    note.set("about", name_of(annotation.about));
    if (!annotation.text.empty()) note.set("text", annotation.text);
    if (!annotation.id.empty()) note.set("id", text_of(annotation.id));
    if (!annotation.section.empty()) note.set("section", text_of(annotation.section));
    if (!annotation.before.empty()) note.set("before", text_of(annotation.before));
    if (!annotation.after.empty()) note.set("after", text_of(annotation.after));
    if (!annotation.verb.empty()) note.set("verb", text_of(annotation.verb));
    return note;
}

Array notes_of(const std::vector<Annotation>& annotations) {
    Array notes;
    for (const Annotation& annotation : annotations) notes.add(note_of(annotation));
    return notes;
}

/// "250", "250 2.1.0", "+OK", "-ERR [AUTH]": what of a reply's first words is for programs.
std::size_t length_of_code(std::string_view reply) {
    std::size_t end = std::min(reply.find_first_of(" \r\n-", 1), reply.size());
    const std::string_view behind = reply.substr(end);
    const std::size_t word = std::min(behind.find_first_of(" \r\n", 1), behind.size());
    if (behind.starts_with(" [") && behind.substr(0, word).ends_with(']')) return end + word;
    if (behind.size() > 3 && is_digit(behind[1]) && behind[2] == '.' && is_digit(reply.front())) return end + word;
    return end;
}

/// Without its line end, and without the dot that is stuffing.
std::string_view as_sent(const Line& line, const std::vector<Annotation>& notes) {
    const bool stuffed =
        std::ranges::any_of(notes, [](const Annotation& note) { return note.about == Annotation::About::stuffed; });
    return line.text.substr(stuffed);
}

/// The rows of one utterance, in their order.
class Rows {
public:
    Rows(Position from, std::size_t enough) : from_(from), enough_(enough) {}

    void add(const Utterance& said, const labs::Annotated& notes) {
        std::vector<Annotation> above = notes.before, behind = notes.behind;
        private_ = private_ || labs::begins_tls(said);
        if (!said.content && !equal_ignoring_case(said.verb, "BDAT")) decoder_.begin();
        // What there is to say of a reply stands beside its first line, of all else beside its last.
        const bool reply = said.direction == Direction::server && !said.content;
        const std::size_t where = reply || said.lines.empty() ? 0 : said.lines.size() - 1;
        if (said.lines.empty()) {  // a fault, TLS or a report: nothing was said
            above.insert(above.end(), behind.begin(), behind.end());
            return add_note(said, above);
        }
        if (!above.empty()) add_note(said, above);
        for (std::size_t i = 0; i < said.lines.size(); ++i) {
            std::vector<Annotation> beside = notes.at_line[i];
            if (i == where) beside.insert(beside.end(), behind.begin(), behind.end());
            add_line(said, said.lines[i], beside);
        }
    }

    /// Never with one row alone: then it would be told again and again.
    bool full() const { return octets_ >= enough_ && rows_.size() > 1; }
    Array& rows() { return rows_; }
    Position last() const { return last_; }

private:
    bool wanted(Position at) const { return at >= from_ && !full(); }

    void add_note(const Utterance& said, const std::vector<Annotation>& notes) {
        const Position at{said.seq, 0};
        if (!wanted(at)) return;
        Object row;
        row.set("at", std::to_string(said.seq) + ".note");
        row.set("from", "nobody");
        row.set("notes", notes_of(notes));
        keep(row, at, 0, notes);
    }

    void add_line(const Utterance& said, const Line& line, const std::vector<Annotation>& notes) {
        const Position at{line.seq, line.row};
        const bool client = said.direction == Direction::client, first = &line == said.lines.data();
        const bool together = client && !said.content && std::exchange(heard_, line.at) == line.at;
        const bool packet = client && said.content && std::exchange(sent_, line.at) != line.at;
        const std::string decoded = said.content ? decoder_.meaning(as_sent(line, notes)) : "";
        if (!wanted(at)) return;
        Object row;
        row.set("at", at.text());
        row.set("from", client ? "client" : "server");
        row.set("time", std::chrono::duration<double>(line.at).count());
        row.set("parts", parts_of(line.bytes));
        if (said.content) row.set("content", true);
        if (together) row.set("together", true);
        if (packet) row.set("packet", true);
        if (!client && !said.content && first) row.set("code", length_of_code(line.text));
        if (!client && !said.content && labs::says_no(said.bytes)) row.set("refused", true);
        if (private_) row.set("private", true);
        if (!decoded.empty()) row.set("decoded", labs::visible(decoded, false));
        row.set("notes", notes_of(notes));
        keep(row, at, line.bytes.size() + decoded.size(), notes);
    }

    void keep(const Object& row, Position at, std::size_t octets, const std::vector<Annotation>& notes) {
        octets_ += around_a_row + octets;
        for (const Annotation& note : notes) octets_ += around_a_note + note.text.size();
        last_ = at;
        rows_.add(row);
    }

    const Position from_;
    const std::size_t enough_;
    Array rows_;
    Position last_{};
    std::size_t octets_ = 0;
    std::chrono::microseconds heard_{-1}, sent_{-1};  ///< when the last command came, and the last line of a letter
    bool private_ = false;                            ///< TLS hides what is said
    course::LineDecoder decoder_;
};

}  // namespace

Position position_in(const std::string& text) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const auto event = number_in<std::uint32_t>(text.substr(0, dot));
    const auto row = number_in<std::uint32_t>(text.substr(std::min(dot + 1, text.size())));
    if (!event || !row) return {};
    return {*event, *row};
}

Array parts_of(std::string_view bytes) {
    Array parts;
    for (const labs::VisiblePart& part : labs::visible_parts(bytes)) {
        if (part.name.empty()) {
            parts.add(text_of(part.octets));
            continue;
        }
        Array hidden;
        hidden.add(part.name);
        hidden.add(hex(part.octets));
        parts.add(hidden);
    }
    return parts;
}

RowsOf rows_of(const labs::Conversation& conversation, const labs::Turns& turns, Position from, std::size_t enough,
               const labs::Language& language) {
    labs::Annotator annotator(conversation.protocol(), language);
    Rows rows(from, enough);
    for (const Utterance& said : turns.utterances()) {
        rows.add(said, annotator.annotate(said));
        if (rows.full()) break;
    }
    return {rows.rows(), rows.rows().size() > 0 ? rows.last() : from, rows.full()};
}

}  // namespace postlab::screen
