#pragma once
#include <Poco/Net/SocketAddress.h>

#include <iosfwd>
#include <string>

#include "labs/client/talk_screen.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/language/language.h"
#include "shared/program/program_command.h"

namespace postlab::labs {

struct TalkOptions {
    TalkView view = {};
    Secrecy secrecy = Secrecy::none;
    std::string save = {};  ///< the file for the conversation as a dialogue; empty: none
    int terminal = -1;      ///< the output's descriptor where it and the input are a terminal, to edit lines at
};

/// A line client for people, where telnet and nc are missing, send the wrong line ends, or show too little. Whatever
/// the server says is printed at once; every line of `input`, a file descriptor of any kind, is sent with CRLF,
/// whatever ended it. What a terminal's keys send, and escape sequences that somebody pastes there, are no part of a
/// line. After the end of input it half-closes and listens until the server closes. `notes` gets what neither side has
/// said: a hint when `input` is a terminal, and how it ended. Answers the exit status: 0 when the server closed after
/// QUIT or after the end of input, else 1, also when nobody answers. A signal that asks for an end ends the process,
/// with the terminal as it was and the conversation saved.
///
/// Whoever types STARTTLS or STLS, and is answered by 220 or +OK, goes on over TLS; `secrecy` says it for them, or
/// begins with TLS, and where that fails nothing is sent. Which certificate the server has shown is in the notes.
int talk(const Poco::Net::SocketAddress& address, const TalkOptions& options, int input, std::ostream& out,
         std::ostream& notes, const Language& language = Language::english());

/// `postlab talk`: the same with standard input.
ProgramCommand talk_command();

}  // namespace postlab::labs
