#include "shared/text/csv.h"

#include <algorithm>
#include <array>

#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab {

namespace {

/// The first separator that stands in the first row, and not in quotes.
char separator_of(std::string_view text) {
    bool quoted = false;
    for (char c : text.substr(std::min(text.find_first_not_of("\r\n"), text.size()))) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == ',' || c == ';' || c == '\t') return c;
        if (c == '\r' || c == '\n') break;
    }
    return ',';
}

bool is_blank_cell(const std::string& cell) { return trimmed_cell(cell).empty(); }

}  // namespace

CsvReader::CsvReader(std::string_view bytes, const std::string& encoding) {
    Decoded file = decoded(bytes, encoding);
    text_ = std::move(file.text);
    encoding_ = std::move(file.encoding);
    const std::string_view first = std::string_view(text_).substr(0, text_.find_first_of("\r\n"));
    const bool named = first.size() == 5 && starts_ignoring_case(first, "sep=");
    separator_ = named ? first.back() : separator_of(text_);
    if (!named) return;
    at_ = first.size();
    take_line_end();
}

char CsvReader::take() {
    const char c = text_[at_++];
    if (c == '\n' || (c == '\r' && (at_end() || text_[at_] != '\n'))) ++line_;
    return c;
}

bool CsvReader::take_line_end() {
    if (at_end() || (text_[at_] != '\r' && text_[at_] != '\n')) return false;
    if (take() == '\r' && !at_end() && text_[at_] == '\n') take();
    return true;
}

bool CsvReader::next(std::vector<std::string>& cells) {
    do {
        if (at_end()) return false;
        row_ = line_;
        cells.assign(1, {});
        while (read_cell(cells.back())) cells.emplace_back();
    } while (std::ranges::all_of(cells, is_blank_cell));
    return true;
}

/// True when another cell follows in the row.
bool CsvReader::read_cell(std::string& cell) {
    if (!at_end() && text_[at_] == '"') read_quoted(cell);
    while (!at_end() && !take_line_end()) {
        const char c = take();
        if (c == separator_) return true;
        cell += c;
    }
    return false;
}

void CsvReader::read_quoted(std::string& cell) {
    take();
    for (;;) {
        if (at_end()) throw SayableError("text.quote"_sentence, {});
        const char c = take();
        const bool doubled = c == '"' && !at_end() && text_[at_] == '"';
        if (c == '"' && !doubled) break;
        if (doubled) take();
        cell += c;
    }
    if (!at_end() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n')
        throw SayableError("text.behind_quote"_sentence, {});
}

std::string trimmed_cell(std::string_view cell) {
    constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\r", "\n", "\u00A0", "\u3000"};
    for (bool more = true; more;) {
        more = false;
        for (std::string_view blank : blanks) {
            if (cell.starts_with(blank)) cell.remove_prefix(blank.size()), more = true;
            if (cell.ends_with(blank)) cell.remove_suffix(blank.size()), more = true;
        }
    }
    return std::string(cell);
}

bool would_be_formula(std::string_view cell) {
    static constexpr std::string_view beginnings[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return cell.starts_with(beginning); });
}

void CsvWriter::add(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
        if (&cell != &cells.front()) text_ += separator_;
        add_cell(would_be_formula(cell) ? "'" + cell : cell);
    }
    text_ += "\r\n";
}

void CsvWriter::add_cell(const std::string& cell) {
    if (cell.find_first_of(std::string("\"\r\n") + separator_) == cell.npos) {
        text_ += cell;
        return;
    }
    text_ += '"';
    for (char c : cell) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
}

}  // namespace postlab
