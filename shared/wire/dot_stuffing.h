#pragma once
#include <string>
#include <string_view>

namespace postlab {

/// Content to wire, for RETR and TOP (RFC 1939 3) and for whoever sends DATA (RFC 5321 4.5.2): a line that
/// begins with "." gets another one. One encoder for one message; blocks may be cut anywhere.
class DotEncoder {
public:
    void append(std::string_view content, std::string& wire);
    /// The closing ".CRLF", after a CRLF where the content's last line lacked its own.
    void finish(std::string& wire);

private:
    enum class At { line_start, within, after_cr } at_ = At::line_start;
};

/// Wire to content, for DATA (RFC 5321 4.5.2 and 4.1.1.4). One decoder for one message; input may be cut
/// anywhere. The end is CRLF.CRLF and nothing else, unless `bare_lf` is set (a session whose every line so
/// far ended in a bare LF): then LF.LF ends it and each LF becomes CRLF, until a first CR shows that the
/// session mixes both. A bare LF or CR anywhere else is remembered: such a message must be refused, since
/// another server might see its end elsewhere (smuggling).
class DotDecoder {
public:
    explicit DotDecoder(bool bare_lf) : bare_lf_(bare_lf) {}

    /// Decodes from the front of `input` onto `content`, past the end of the data at most.
    /// True once the end has been met; what stands behind it stays in `input`.
    bool append(std::string_view& input, std::string& content);

    bool mixed_line_ends() const { return mixed_; }  ///< a bare CR or LF where none may be
    bool saw_crlf() const { return saw_crlf_; }

private:
    enum class At { line_start, within, cr, dot, dot_cr };

    bool step(char c, std::string& content);
    void carriage_return(std::string& content);
    bool line_feed(std::string& content);

    At at_ = At::line_start;
    bool bare_lf_, mixed_ = false, saw_crlf_ = false;
};

}  // namespace postlab
