#include "store/csv.h"

namespace postlab::store {

CsvReader::CsvReader(std::istream& in, char separator) : in_(in), separator_(separator) {
    for (const char mark : {'\xEF', '\xBB', '\xBF'})
        if (in_.peek() == std::char_traits<char>::to_int_type(mark)) in_.get();
}

int CsvReader::take() {
    const int c = in_.get();
    if (c == '\n') ++line_;
    return c;
}

bool CsvReader::next(std::vector<std::string>& fields) {
    do {
        row_ = line_;
        fields.assign(1, {});
        while (read_field(fields.back())) fields.emplace_back();
    } while (in_.good() && fields.size() == 1 && fields[0].empty());
    return fields.size() > 1 || !fields[0].empty();
}

/// True when another field follows in the row.
bool CsvReader::read_field(std::string& field) {
    if (in_.peek() == '"') read_quoted(field);
    for (;;) {
        int c = take();
        if (c == '\r' && in_.peek() == '\n') c = take();
        if (c == separator_) return true;
        if (c == '\n' || c == std::char_traits<char>::eof()) return false;
        field += static_cast<char>(c);
    }
}

void CsvReader::read_quoted(std::string& field) {
    in_.get();
    for (int c = take(); c != '"' || in_.peek() == '"'; c = take()) {
        if (c == '"') in_.get();
        if (c == std::char_traits<char>::eof()) throw std::invalid_argument("a quote is not closed");
        field += static_cast<char>(c);
    }
    const int after = in_.peek();
    if (after != separator_ && after != '\r' && after != '\n' && after != std::char_traits<char>::eof())
        throw std::invalid_argument("something stands behind a closing quote");
}

}  // namespace postlab::store
