#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace postlab {

/// Telnet's own bytes within what a client sends (RFC 854, RFC 855): finds them, wherever the input is cut, and answers
/// offers and requests with refusals. It never begins a negotiation: telnet programs that are asked anything stop
/// echoing what is typed. DO TIMING-MARK (RFC 860) is refused like the rest, and must be answered: after Ctrl-C
/// telnet shows nothing more until it is. One for one session, which owns it.
class Telnet {
public:
    static constexpr unsigned char iac = 255;
    static constexpr std::string_view end_of_subnegotiation = "\xFF\xF0";
    /// Whether this byte behind an IAC makes a command of the two: SE up to DONT, not IAC.
    static constexpr bool is_command(unsigned char byte) { return byte >= 240 && byte < iac; }

    /// True when the byte is telnet's. Of a doubled IAC the second one is not: it stands for one byte 255.
    bool takes(unsigned char byte);

    /// Between IAC SB and IAC SE, where all is telnet's.
    bool is_subnegotiating() const { return at_ == At::subnegotiation || at_ == At::subnegotiation_iac; }

    /// Content that passes by is nobody's to change, and 255 is a letter in it. But telnet's Ctrl-C (Interrupt Process
    /// and DO TIMING-MARK, which no text has) waits for an answer there, too: one, however often it came. It is due
    /// behind the content, for in front of its end a mail program would take it for the reply.
    void watch(std::string_view content);

    /// What negotiation wants answered, to be sent as it is; empties it.
    std::string take_answers() { return std::exchange(answers_, {}); }
    /// Whether Interrupt Process or Break has come since the last question: Ctrl-C in a telnet program.
    bool take_interrupt() { return std::exchange(interrupted_, false); }

private:
    void command(unsigned char byte);
    void refuse(unsigned char option);

    enum class At { data, iac, option, subnegotiation, subnegotiation_iac };

    At at_ = At::data;
    unsigned char verb_ = 0;
    bool interrupted_ = false;
    std::string answers_;
    std::string watched_;  ///< the last octets of content
};

/// The telnet refusals (IAC WONT or IAC DONT, and an option: RFC 854) at the front of what a server said, in octets.
std::size_t telnet_refusals(std::string_view bytes);

}  // namespace postlab
