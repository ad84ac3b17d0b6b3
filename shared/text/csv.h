#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Tables as spreadsheets write and read them (RFC 4180), with all that they do differently. One thread.
namespace postlab {

/// Reads a table in the one dialect that every command takes, which is most dialects:
/// - UTF-8 or UTF-16 with their marks, UTF-8 without, or what decoded() makes of it (text_encoding.h);
/// - cells separated by the first comma, semicolon or tab of the first row, or by what a first line `sep=;` says;
/// - rows that end with CRLF, LF or CR, the last one perhaps with nothing;
/// - cells in quotes, which may hold separators and line ends, and quotes doubled;
/// - empty rows, and rows of blanks and separators only, which are skipped.
/// Cells come as they are, blanks included: trimmed_cell() is for those in which blanks mean nothing.
class CsvReader {
public:
    /// An empty encoding is found out. Throws SayableError: it is no text in that encoding.
    explicit CsvReader(std::string_view bytes, const std::string& encoding = "");

    /// The next row; false at the end. Throws SayableError for quotes in the wrong place.
    bool next(std::vector<std::string>& cells);
    /// The line on which the row just read began, as an editor counts; the first is 1.
    std::size_t row() const { return row_; }
    const std::string& encoding() const { return encoding_; }  ///< that it was in

private:
    bool at_end() const { return at_ == text_.size(); }
    char take();
    bool take_line_end();
    bool read_cell(std::string& cell);
    void read_quoted(std::string& cell);

    std::string text_, encoding_;
    std::size_t at_ = 0, line_ = 1, row_ = 1;
    char separator_ = ',';
};

/// A cell without blanks around it, no-break and ideographic ones included.
std::string trimmed_cell(std::string_view cell);

/// Whether a spreadsheet would run the cell: it begins with = + - @, their full-width forms, a tab or a CR.
bool would_be_formula(std::string_view cell);

/// Writes a table: rows end with CRLF, a cell is quoted where it must be. One that would be a formula gets an
/// apostrophe in front: names and subjects come from students.
class CsvWriter {
public:
    /// Some spreadsheets take a semicolon for the separator, and know UTF-8 only by its mark.
    explicit CsvWriter(char separator = ',', bool mark = false)
        : separator_(separator), text_(mark ? "\xEF\xBB\xBF" : "") {}

    void add(const std::vector<std::string>& cells);
    const std::string& text() const { return text_; }

private:
    void add_cell(const std::string& cell);

    char separator_;
    std::string text_;
};

}  // namespace postlab
