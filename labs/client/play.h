#pragma once
#include <iosfwd>
#include <string>
#include <vector>

namespace postlab::labs {

/// `postlab play FILE HOST:PORT`: plays a file's dialogues against a running server, line by line, and says
/// of each whether everything went as written. One address serves both protocols; where a dialogue needs
/// two they are given one after the other, SMTP first, or in any order as smtp=HOST:PORT pop3=HOST:PORT. Answers the
/// exit status: 0 all as written, 1 something else came or nobody answered, 2 the file or the addresses can't be used.
int play(const std::string& file, const std::vector<std::string>& addresses, std::ostream& out);

}  // namespace postlab::labs
