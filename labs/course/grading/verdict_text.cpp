#include "labs/course/grading/verdict_text.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace postlab::course {

namespace {

using Fields = Poco::StringTokenizer;

std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string citations_text(const std::vector<Citation>& lines) {
    std::string text;
    for (const Citation& line : lines)
        text += (text.empty() ? "" : " ") + std::to_string(line.conversation) + ":" + std::to_string(line.seq) +
                (line.row > 0 ? "." + std::to_string(line.row) : "");
    return text;
}

std::vector<Citation> read_citations(const std::string& text) {
    std::vector<Citation> lines;
    std::istringstream in(text);
    char colon;
    for (Citation line{}; in >> line.conversation >> colon >> line.seq; line = {}) {
        if (in.peek() == '.') in.get() && in >> line.row;
        lines.push_back(line);
    }
    return lines;
}

/// On one line, and without a tab.
std::string plain(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return text;
}

std::string note_text(const Note& note) {
    std::string text = plain(note.key);
    for (const auto& [name, value] : note.values) text += "\t" + name + "=" + plain(value);
    return text;
}

/// The fields from the sixth on: a key, and name=value.
Note read_note(const Fields& fields) {
    Note note(fields[5]);
    for (std::size_t i = 6; i < fields.count(); ++i) {
        const std::size_t equals = std::min(fields[i].find('='), fields[i].size() - 1);
        note.values[fields[i].substr(0, equals)] = fields[i].substr(equals + 1);
    }
    return note;
}

void read_line(const Fields& fields, Verdict& verdict) {
    const std::string& kind = fields[0];
    if (kind == "verdict" && fields.count() == 12) {
        verdict.student = fields[1];
        verdict.lab = fields[2];
        verdict.attempt = static_cast<unsigned>(number(fields[3]));
        verdict.variant = static_cast<unsigned>(number(fields[4]));
        verdict.score = static_cast<int>(number(fields[5]));
        verdict.max = static_cast<int>(number(fields[6]));
        verdict.solved = fields[7] == "1";
        verdict.at = time_at(number(fields[8]));
        verdict.conversation = number(fields[9]);
        verdict.sessions = static_cast<std::size_t>(number(fields[10]));
        verdict.receipt = fields[11];
    } else if (kind == "check" && fields.count() >= 6) {
        verdict.checks.push_back({fields[1], static_cast<int>(number(fields[2])), fields[3] == "1",
                                  read_citations(fields[4]), read_note(fields)});
    } else if (kind == "mistake" && fields.count() == 3) {
        verdict.mistakes.emplace_back(fields[1], read_citations(fields[2]));
    } else if (kind == "hint" && fields.count() == 2) {
        verdict.hints.push_back(fields[1]);
    }
}

}  // namespace

std::string verdict_text(const Verdict& verdict) {
    const auto at = microseconds_of(verdict.at);
    std::ostringstream out;
    out << "verdict\t" << verdict.student << "\t" << verdict.lab << "\t" << verdict.attempt << "\t" << verdict.variant
        << "\t" << verdict.score << "\t" << verdict.max << "\t" << verdict.solved << "\t" << at << "\t"
        << verdict.conversation << "\t" << verdict.sessions << "\t" << verdict.receipt << "\n";
    for (const CheckResult& check : verdict.checks)
        out << "check\t" << check.id << "\t" << check.weight << "\t" << check.passed << "\t"
            << citations_text(check.lines) << "\t" << note_text(check.note) << "\n";
    for (const auto& [id, lines] : verdict.mistakes) out << "mistake\t" << id << "\t" << citations_text(lines) << "\n";
    for (const std::string& hint : verdict.hints) out << "hint\t" << hint << "\n";
    return out.str();
}

Verdict read_verdict(const std::string& text) {
    Verdict verdict{};
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) read_line(Fields(line, "\t"), verdict);
    return verdict;
}

}  // namespace postlab::course
