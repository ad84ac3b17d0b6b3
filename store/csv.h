#pragma once
#include <istream>
#include <stdexcept>
#include <string>
#include <vector>

namespace postlab::store {

/// Rows of comma-separated values (RFC 4180): fields may be quoted, quotes within are doubled. LF ends a row,
/// too; empty lines and the mark that spreadsheets put in front of UTF-8 are skipped. Some spreadsheets separate
/// by semicolons or tabs.
class CsvReader {
public:
    explicit CsvReader(std::istream& in, char separator = ',');

    /// The next row; false at the end. Throws std::invalid_argument for quotes in the wrong place.
    bool next(std::vector<std::string>& fields);
    std::size_t row() const { return row_; }  ///< of the line where the row just read began; the first is 1

private:
    bool read_field(std::string& field);
    void read_quoted(std::string& field);
    int take();

    std::istream& in_;
    const char separator_;
    std::size_t line_ = 1, row_ = 0;
};

}  // namespace postlab::store
