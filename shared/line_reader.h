#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postlab {

/// Bytes into command lines: the only place that knows CR, LF, length limits, telnet's IAC bytes (RFC 854)
/// and rub-out. A line ends with CRLF; a bare LF also ends it, since nc sends one, and so does CR NUL,
/// telnet's other newline. Backspace and DEL rub out, telnet option negotiation is answered with refusals
/// and dropped. Input may be cut anywhere. One session owns it; it holds at most one line.
class LineReader {
public:
    /// `longest`: octets of the longest line kept, line end included; the rest of a longer one is dropped.
    explicit LineReader(std::size_t longest) : longest_(longest) {}

    struct Line {
        std::string_view text;  ///< without its end, rubbed out and without telnet bytes
        std::string_view raw;   ///< as it crossed the wire
        bool too_long;          ///< text and raw hold only its beginning
        std::size_t octets;     ///< of text and line end, also of what was dropped
    };
    /// Takes the next line from the front of `input`, or all of `input` when no line ends in it.
    /// The views live until the next call, and no longer than the bytes that `input` shows.
    std::optional<Line> take(std::string_view& input);

    /// What telnet negotiation wants answered, to be sent as it is; empties it.
    std::string take_answers();

    /// True when at least one line has come and every one ended in a bare LF: a person on nc.
    bool bare_lf_only() const { return seen_bare_lf_ && !seen_crlf_; }
    /// A content line has ended in CRLF: from now on the session is no longer a bare-LF one.
    void saw_crlf() { seen_crlf_ = true; }
    /// What has come of a line that has not ended yet, as it crossed the wire.
    std::string_view unfinished() const { return finished_ ? std::string_view() : raw_; }

private:
    void clear();
    std::optional<Line> take_plain(std::string_view& input);
    std::optional<Line> take_edited(std::string_view& input);
    Line finish(bool by_lf);
    void edit(char c);
    void append(char c);
    void rub_out();
    void telnet(unsigned char byte);

    enum class Telnet { none, iac, option, subnegotiation, subnegotiation_iac };

    std::size_t longest_;
    std::string text_, raw_, answers_;
    std::size_t octets_ = 0;
    unsigned char telnet_verb_ = 0;
    Telnet telnet_ = Telnet::none;
    bool after_cr_ = false, finished_ = false;
    bool seen_crlf_ = false, seen_bare_lf_ = false;
};

}  // namespace postlab
