// Tables from any spreadsheet: what was read, written and read again is the same.
#include <algorithm>
#include <stdexcept>

#include "fuzz/fuzz.h"
#include "shared/text/csv.h"
#include "shared/text/text_encoding.h"

namespace {

using namespace postlab;
using Rows = std::vector<std::vector<std::string>>;

/// All rows; false: it is none of our tables.
bool read(const std::string& text, const std::string& encoding, Rows& rows) {
    try {
        CsvReader reader(text, encoding);
        std::vector<std::string> cells;
        std::size_t line = 0;
        while (reader.next(cells)) {
            fuzz::demand(reader.row() > line, "rows come in their order");
            fuzz::demand(!cells.empty(), "a row has cells");
            line = reader.row();
            rows.push_back(cells);
        }
        return true;
    } catch (const SayableError& error) {
        fuzz::demand(std::string_view(error.what()).find('\n') == std::string_view::npos, "a refusal is one line");
        return false;
    }
}

std::string written(const Rows& rows, char separator) {
    CsvWriter writer(separator, true);
    for (const auto& row : rows) writer.add(row);
    return writer.text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr const char* encodings[] = {"", "cp1251", "gb18030", "utf-16le", "no such encoding"};
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input);
    const char separator = how & 0x80 ? ';' : ',';
    Rows rows;
    if (!read(std::string(input), encodings[how % std::size(encodings)], rows)) return 0;
    rows.insert(rows.begin(), {"id", "name"});  // our own tables have headings, which say the separator
    Rows again;
    fuzz::demand(read(written(rows, separator), "", again), "what we write can be read");
    for (auto& row : rows)
        for (std::string& cell : row)
            if (would_be_formula(cell)) cell.insert(0, 1, '\'');
    fuzz::demand(again == rows, "... to the same");
    return 0;
}
