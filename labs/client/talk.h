#pragma once
#include <Poco/Net/SocketAddress.h>

#include <iosfwd>
#include <string>
#include <string_view>

#include "labs/dialogue/socket_wire.h"
#include "labs/language/language.h"
#include "shared/program/program_command.h"

namespace postlab::labs {

/// A line client for people, where telnet and nc are missing or send the wrong
/// line ends. Whatever the server says is printed at once; every line of `input`, a file descriptor of any kind, is
/// sent with CRLF, whatever ended it. After the end of input it half-closes and listens until the server closes.
/// `notes` gets what neither side has said: a hint when `input` is a terminal, and how it ended. Answers the exit
/// status: 0 when the server closed after QUIT or after the end of input, else 1, also when nobody answers.
///
/// Whoever types STARTTLS or STLS, and is answered by 220 or +OK, goes on over TLS; `secrecy` says it for them, or
/// begins with TLS, and where that fails nothing is sent. Which certificate the server has shown is in the notes.
int talk(const Poco::Net::SocketAddress& address, bool raw, int input, std::ostream& out, std::ostream& notes,
         Secrecy secrecy = Secrecy::none, const Language& language = Language::english());

/// `postlab talk`: the same with standard input.
ProgramCommand talk_command();

/// A line of the server's (with its line end, if it has one) as talk prints it: CRLF, spaces, tabs and UTF-8 text are
/// as they should be and stay invisible or as they are; all else that hides is made visible. `raw`: all is.
std::string shown(std::string_view line, bool raw);

}  // namespace postlab::labs
