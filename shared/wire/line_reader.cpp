#include "shared/wire/line_reader.h"

#include <array>
#include <utility>

namespace postlab {

namespace {

constexpr char iac = static_cast<char>(Telnet::iac);
constexpr char backspace = 0x08, del = 0x7F, kill_line = 0x15, kill_word = 0x17, escape = 0x1B;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What a byte may mean for the line that it stands in.
constexpr unsigned char unusual = 1, a_key = 2;

constexpr std::array<unsigned char, 256> make_kinds() {
    std::array<unsigned char, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte) kinds[byte] = byte < ' ' || byte > '~' ? unusual : 0;
    for (char c : {iac, backspace, del, kill_line, kill_word, escape, '\0', byte_order_mark[0]})
        kinds[static_cast<unsigned char>(c)] = unusual | a_key;
    return kinds;
}
constexpr auto kinds = make_kinds();

/// All that the bytes of a line may mean. A space is unusual at the start, at the end and behind another one.
unsigned char look_at(std::string_view text) {
    unsigned char seen = 0;
    char before = ' ';
    for (char c : text) {
        seen |= kinds[static_cast<unsigned char>(c)];
        seen |= c == ' ' && before == ' ' ? unusual : 0;
        before = c;
    }
    return before == ' ' ? seen | unusual : seen;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::optional<LineReader::Line> LineReader::take(std::string_view& input) {
    if (finished_) clear();
    bool nothing_kept = raw_.empty();
    if (nothing_kept)
        if (auto line = take_at_once(input)) return line;
    return take_by_bytes(input);
}

std::optional<LineReader::Line> LineReader::take_at_once(std::string_view& input) {
    std::size_t lf = input.substr(0, longest_).find('\n');
    if (lf == input.npos) return std::nullopt;
    bool crlf = lf > 0 && input[lf - 1] == '\r';
    std::string_view text = input.substr(0, crlf ? lf - 1 : lf);
    unsigned char seen = look_at(text);
    if (for_people_ && (seen & a_key)) return std::nullopt;
    (crlf ? seen_crlf_ : seen_bare_lf_) = true;
    Line line{text, input.substr(0, lf + 1), false, lf + 1};
    line.end = crlf ? End::crlf : End::lf;
    line.plain = crlf && seen == 0;
    input.remove_prefix(lf + 1);
    return line;
}

std::optional<LineReader::Line> LineReader::take_by_bytes(std::string_view& input) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const bool negotiates = telnet_.is_subnegotiating();
        if (!negotiates) keep_raw(input.substr(i, 1));
        const bool telnets = for_people_ && is_telnet(input[i]);
        if (negotiates && !telnet_.is_subnegotiating()) keep_raw(Telnet::end_of_subnegotiation);
        if (telnets) continue;
        if (auto end = ended_by(input[i])) {
            input.remove_prefix(i + 1);
            return finish(*end);
        }
        put(input[i]);
    }
    input = {};
    return std::nullopt;
}

void LineReader::keep_raw(std::string_view bytes) {
    if (raw_.size() < 2 * longest_) raw_ += bytes;
}

/// Telnet programs speak to each other before a line or between two, so what stands within one is data as long as
/// there is no other sign of telnet.
bool LineReader::is_telnet(char c) {
    auto byte = static_cast<unsigned char>(c);
    if (std::exchange(held_iac_, false)) {
        telnet_session_ = Telnet::is_command(byte);
        if (telnet_session_)
            telnet_.takes(Telnet::iac);
        else
            append(iac, 1);
    }
    if (telnet_session_) return telnet_.takes(byte);
    held_iac_ = c == iac && octets_ == 0 && !after_cr_ && escape_ == Escape::none;
    return held_iac_;
}

std::optional<LineReader::End> LineReader::ended_by(char c) const {
    if (c == '\n') return after_cr_ ? End::crlf : End::lf;
    if (c == '\0' && after_cr_ && for_people_) return End::cr_nul;
    return std::nullopt;
}

LineReader::Line LineReader::finish(End end) {
    (end == End::lf ? seen_bare_lf_ : seen_crlf_) = true;
    if (escape_ == Escape::begun) append(escape, 1);
    bool marked = for_people_ && text_.starts_with(byte_order_mark);
    if (marked) text_.erase(0, byte_order_mark.size());
    octets_ -= marked ? byte_order_mark.size() : 0;
    octets_ += end == End::lf ? 1 : 2;
    finished_ = true;
    Line line{text_, raw_, octets_ > longest_, octets_};
    line.end = end;
    line.edited = edited_;
    line.byte_order_mark = marked;
    line.interrupted = telnet_.take_interrupt();
    return line;
}

void LineReader::put(char c) {
    if (std::exchange(after_cr_, false)) append('\r', 1);  // a CR within the line, for the parser to refuse
    if (c == '\r')
        after_cr_ = true;
    else if (for_people_)
        press(c);
    else
        append(c);
}

void LineReader::press(char c) {
    if (escape_ != Escape::none) return after_escape(c);
    switch (c) {
        case backspace:
        case del:
            return rub_out_character();
        case kill_word:
            return rub_out_word();
        case kill_line:
            edited_ = true;
            return rub_out_to(0);
        case escape:
            escape_ = Escape::begun;
            return;
        default:
            append(c);
    }
}

/// ESC [ A and its like, with numbers before the letter; some terminals send ESC O A.
void LineReader::after_escape(char c) {
    switch (std::exchange(escape_, Escape::none)) {
        case Escape::begun:
            if (c == '[' || c == 'O') {
                escape_ = c == '[' ? Escape::sequence : Escape::last;
                edited_ = true;
                return;
            }
            append(escape, 1);
            return press(c);
        case Escape::sequence:
            if ((c >= '0' && c <= '9') || c == ';') escape_ = Escape::sequence;
            return;
        default:
            return;
    }
}

/// `bytes_ago`: the byte is not the last one that has come.
void LineReader::append(char c, std::size_t bytes_ago) {
    if (octets_ == places_.size() && octets_ < 2 * longest_) places_.push_back(raw_.size() - 1 - bytes_ago);
    ++octets_;
    if (text_.size() < longest_) text_ += c;
}

void LineReader::rub_out_to(std::size_t octets) {
    octets_ = std::max(octets, std::min(octets_, places_.size()));
    while (octets_ > octets) {
        --octets_;
        if (octets_ < text_.size()) text_.pop_back();
        if (octets_ >= places_.size()) continue;
        const std::size_t place = places_.back();
        places_.pop_back();
        if (place >= raw_.size()) continue;
        if (continues_a_character(raw_[place]))
            raw_.erase(place, 1);  // one star for one key
        else if (!is_blank(raw_[place]))
            raw_[place] = '*';
    }
}

void LineReader::rub_out_character() {
    edited_ = true;
    if (octets_ == 0) return;
    std::size_t start = octets_ - 1;
    if (start < text_.size())
        while (start > 0 && continues_a_character(text_[start])) --start;
    rub_out_to(start);
}

/// What was not kept of a line that is too long counts as one word.
void LineReader::rub_out_word() {
    edited_ = true;
    std::size_t start = text_.size();
    if (octets_ == start) {
        while (start > 0 && is_blank(text_[start - 1])) --start;
        while (start > 0 && !is_blank(text_[start - 1])) --start;
    }
    rub_out_to(start);
}

void LineReader::clear() {
    text_ = {};  // an idle session keeps no buffer
    raw_ = {};
    places_ = {};
    octets_ = 0;
    escape_ = Escape::none;
    after_cr_ = edited_ = finished_ = false;
}

}  // namespace postlab
