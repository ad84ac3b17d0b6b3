#include "shared/wire/dot_stuffing.h"

#include <algorithm>
#include <cstring>

namespace postlab {

namespace {

/// Where the first LF stands between `from` and `end`; `end` when there is none.
std::size_t first_lf(std::string_view input, std::size_t from, std::size_t end) {
    auto lf = static_cast<const char*>(std::memchr(input.data() + from, '\n', end - from));
    return lf ? static_cast<std::size_t>(lf - input.data()) : end;
}

}  // namespace

void DotEncoder::append(std::string_view content, std::string& wire) {
    while (!content.empty()) {
        if (at_ == At::line_start && content[0] == '.') wire += '.';
        std::size_t lf = content.find('\n');
        std::string_view part = content.substr(0, lf == content.npos ? content.npos : lf + 1);
        bool cr_before_lf = part.size() > 1 ? part[part.size() - 2] == '\r' : at_ == At::after_cr;
        if (part.back() == '\n')
            at_ = cr_before_lf ? At::line_start : At::within;
        else
            at_ = part.back() == '\r' ? At::after_cr : At::within;
        wire += part;
        content.remove_prefix(part.size());
    }
}

void DotEncoder::finish(std::string& wire) {
    if (at_ != At::line_start) wire += "\r\n";
    wire += ".\r\n";
}

bool DotDecoder::append(std::string_view& input, std::string& content) {
    std::size_t i = 0, next_cr = 0;
    while (i < input.size()) {
        if (at_ == At::within || (at_ == At::line_start && input[i] != '.')) {
            if (next_cr <= i) next_cr = std::min(input.find('\r', i), input.size());
            std::size_t end = first_lf(input, i, next_cr);
            content.append(input, i, end - i);
            if (end > i) at_ = At::within;
            i = end;
            if (i == input.size()) break;
        }
        if (step(input[i++], content)) {
            input.remove_prefix(i);
            return true;
        }
    }
    input = {};
    return false;
}

bool DotDecoder::step(char c, std::string& content) {
    if (c == '\r') {
        carriage_return(content);
        return false;
    }
    if (c == '\n') return line_feed(content);
    switch (at_) {
        case At::line_start:
            if (c == '.') {
                at_ = At::dot;
                return false;
            }
            break;
        case At::dot:  // the stuffed dot goes
        case At::within:
            break;
        case At::cr:
        case At::dot_cr:
            mixed_ = true;
            content += '\r';
            break;
    }
    content += c;
    at_ = At::within;
    return false;
}

void DotDecoder::carriage_return(std::string& content) {
    if (at_ == At::cr || at_ == At::dot_cr) {
        mixed_ = true;
        content += '\r';
        at_ = At::cr;
        return;
    }
    // A CR in a bare-LF session: it mixes both, and the line before did not end in CRLF, so this is no CRLF.CRLF.
    bool first_cr = bare_lf_;
    if (first_cr) mixed_ = true;
    bare_lf_ = false;
    at_ = at_ == At::dot && !first_cr ? At::dot_cr : At::cr;
}

bool DotDecoder::line_feed(std::string& content) {
    if (at_ == At::dot_cr) return true;
    if (at_ == At::dot && bare_lf_) return true;
    if (at_ == At::cr) {
        saw_crlf_ = true;
        content += "\r\n";
        at_ = At::line_start;
    } else if (bare_lf_) {
        content += "\r\n";
        at_ = At::line_start;
    } else {
        mixed_ = true;
        content += '\n';
        at_ = At::within;
    }
    return false;
}

}  // namespace postlab
