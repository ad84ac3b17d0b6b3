#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/wire/telnet.h"
#include "shared/wire/wire_profile.h"

namespace postlab {

/// Bytes into command lines: the only place that knows CR, LF, length limits and the keys of a terminal. A line ends
/// with CRLF; a bare LF ends it too, since nc sends one, and whoever takes the line may refuse it for that.
///
/// For people (WireProfile::classroom) CR NUL, telnet's other newline, ends a line as well. Backspace and DEL rub out a
/// character, Ctrl-W a word, Ctrl-U the line; arrow keys and a byte order mark at the start do nothing. A session whose
/// line begins with a telnet command is a telnet session, and from there on telnet's bytes are taken out of its lines
/// (RFC 854); in any other one 255 is a byte like others, as in CP1251. In a strict session all these are data.
///
/// What a person has taken back may be a password that went astray, so nobody is shown it: in `raw`
/// stars stand for the characters that were rubbed out, and telnet's subnegotiations are empty. Typed again, the line
/// comes out the same.
///
/// Input may be cut anywhere. One session owns it; it holds at most one line.
class LineReader {
public:
    /// `longest`: octets of the longest line kept, line end included; the rest of a longer one is dropped.
    explicit LineReader(std::size_t longest, WireProfile profile = WireProfile::classroom)
        : longest_(longest), for_people_(profile == WireProfile::classroom) {}

    /// From the next line on. Memory is taken only for what comes.
    void set_longest(std::size_t longest) { longest_ = longest; }

    enum class End { crlf, lf, cr_nul };

    struct Line {
        std::string_view text;         ///< without its end, rubbed out and without telnet bytes
        std::string_view raw;          ///< as it crossed the wire, but for what was taken back
        bool too_long;                 ///< text and raw hold only its beginning
        std::size_t octets;            ///< of text and line end, also of what was dropped
        End end = End::crlf;           ///< how it ended
        bool plain = false;            ///< for certain ended by CRLF, unedited, visible ASCII with single spaces within
        bool edited = false;           ///< something was rubbed out, or an arrow key did nothing
        bool byte_order_mark = false;  ///< UTF-8's, at the start, is left out
        bool interrupted = false;      ///< telnet has sent a Ctrl-C
    };
    /// Takes the next line from the front of `input`, or all of `input` when no line ends in it.
    /// The views live until the next call, and no longer than the bytes that `input` shows.
    std::optional<Line> take(std::string_view& input);

    /// Content passes by, which holds no lines of ours; in a telnet session see Telnet::watch(). `typed`: a person may
    /// have typed it, though telnet has not been heard of before.
    void watch(std::string_view content, bool typed) {
        if (telnet_session_ || (typed && for_people_)) telnet_.watch(content);
    }
    /// What telnet negotiation wants answered, to be sent as it is; empties it.
    std::string take_answers() { return telnet_.take_answers(); }

    /// True when at least one line has come and every one ended in a bare LF: a person on nc.
    bool bare_lf_only() const { return seen_bare_lf_ && !seen_crlf_; }
    /// A content line has ended in CRLF: from now on the session is no longer a bare-LF one.
    void saw_crlf() { seen_crlf_ = true; }
    /// The unfinished line is not wanted.
    void forget() { clear(); }
    /// Nothing has come yet: that it was typed at telnet, or ended by bare LFs, is forgotten.
    void begin_anew() { *this = LineReader(longest_, for_people_ ? WireProfile::classroom : WireProfile::strict); }
    /// What has come of a line that has not ended yet. The views live until the next call.
    std::optional<Line> unfinished() const {
        if (finished_ || raw_.empty()) return std::nullopt;
        return Line{text_, raw_, octets_ > longest_, octets_};
    }

private:
    std::optional<Line> take_at_once(std::string_view& input);
    std::optional<Line> take_by_bytes(std::string_view& input);
    bool is_telnet(char c);
    void keep_raw(std::string_view bytes);
    std::optional<End> ended_by(char c) const;
    Line finish(End end);
    void clear();
    void put(char c);
    void press(char c);
    void after_escape(char c);
    void append(char c, std::size_t bytes_ago = 0);
    void rub_out_to(std::size_t octets);
    void rub_out_character();
    void rub_out_word();

    enum class Escape { none, begun, sequence, last };  ///< ESC; ESC [ and parameters; ESC O and one more

    std::size_t longest_;
    bool for_people_;
    std::string text_, raw_;
    std::vector<std::size_t> places_;  ///< where in raw_ the line's first octets stand
    std::size_t octets_ = 0;
    Telnet telnet_;
    Escape escape_ = Escape::none;
    bool telnet_session_ = false, held_iac_ = false;  ///< a first byte 255, which the next byte decides about
    bool after_cr_ = false, edited_ = false, finished_ = false;
    bool seen_crlf_ = false, seen_bare_lf_ = false;
};

}  // namespace postlab
