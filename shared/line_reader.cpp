#include "shared/line_reader.h"

#include <utility>

namespace postlab {

namespace {

// RFC 854
constexpr unsigned char iac = 255, dont = 254, do_ = 253, wont = 252, will = 251, sb = 250, se = 240;
constexpr unsigned char backspace = 0x08, del = 0x7F;

bool needs_editing(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte == iac || byte == backspace || byte == del || byte == 0;
}

}  // namespace

std::optional<LineReader::Line> LineReader::take(std::string_view& input) {
    if (finished_) clear();
    bool nothing_kept = raw_.empty() && telnet_ == Telnet::none;
    if (nothing_kept)
        if (auto line = take_plain(input)) return line;
    return take_edited(input);
}

std::optional<LineReader::Line> LineReader::take_plain(std::string_view& input) {
    for (std::size_t i = 0; i < input.size() && i < longest_; ++i) {
        if (needs_editing(input[i])) return std::nullopt;
        if (input[i] != '\n') continue;
        bool crlf = i > 0 && input[i - 1] == '\r';
        (crlf ? seen_crlf_ : seen_bare_lf_) = true;
        Line line{input.substr(0, crlf ? i - 1 : i), input.substr(0, i + 1), false, i + 1};
        input.remove_prefix(i + 1);
        return line;
    }
    return std::nullopt;
}

std::optional<LineReader::Line> LineReader::take_edited(std::string_view& input) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        auto byte = static_cast<unsigned char>(input[i]);
        if (raw_.size() < 2 * longest_) raw_ += input[i];
        if (telnet_ != Telnet::none || byte == iac) {
            telnet(byte);
            continue;
        }
        bool ends = byte == '\n' || (byte == 0 && after_cr_);
        if (ends) {
            input.remove_prefix(i + 1);
            return finish(byte == '\n');
        }
        edit(input[i]);
    }
    input = {};
    return std::nullopt;
}

LineReader::Line LineReader::finish(bool by_lf) {
    bool bare_lf = by_lf && !after_cr_;
    (bare_lf ? seen_bare_lf_ : seen_crlf_) = true;
    octets_ += bare_lf ? 1 : 2;
    finished_ = true;
    return {text_, raw_, octets_ > longest_, octets_};
}

void LineReader::edit(char c) {
    if (std::exchange(after_cr_, false)) append('\r');  // a CR within the line, for the parser to refuse
    if (c == '\r')
        after_cr_ = true;
    else if (c == static_cast<char>(backspace) || c == static_cast<char>(del))
        rub_out();
    else
        append(c);
}

void LineReader::append(char c) {
    ++octets_;
    if (text_.size() < longest_) text_ += c;
}

void LineReader::rub_out() {
    auto continues_a_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    while (octets_ > 0) {
        --octets_;
        if (octets_ >= text_.size()) return;  // what is rubbed out was not kept
        char last = text_.back();
        text_.pop_back();
        if (!continues_a_character(last)) return;
    }
}

void LineReader::telnet(unsigned char byte) {
    switch (telnet_) {
        case Telnet::none:
            telnet_ = Telnet::iac;
            return;
        case Telnet::iac:
            if (byte == iac) edit(static_cast<char>(byte));  // IAC IAC stands for one byte 255
            telnet_verb_ = byte;
            telnet_ = byte >= will && byte <= dont ? Telnet::option
                      : byte == sb                 ? Telnet::subnegotiation
                                                   : Telnet::none;
            return;
        case Telnet::option:
            if (telnet_verb_ == will || telnet_verb_ == do_) {
                answers_ += static_cast<char>(iac);
                answers_ += static_cast<char>(telnet_verb_ == will ? dont : wont);
                answers_ += static_cast<char>(byte);
            }
            telnet_ = Telnet::none;
            return;
        case Telnet::subnegotiation:
            if (byte == iac) telnet_ = Telnet::subnegotiation_iac;
            return;
        case Telnet::subnegotiation_iac:
            telnet_ = byte == se ? Telnet::none : Telnet::subnegotiation;
            return;
    }
}

std::string LineReader::take_answers() { return std::exchange(answers_, {}); }

void LineReader::clear() {
    text_ = {};  // an idle session keeps no buffer
    raw_ = {};
    octets_ = 0;
    after_cr_ = finished_ = false;
    telnet_ = Telnet::none;
}

}  // namespace postlab
