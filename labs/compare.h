#pragma once
#include <iosfwd>

namespace postlab::labs {

/// `postlab explain --compare`: what SMTP and POP3 say in the same situations, in two columns.
void compare(std::ostream& out);

}  // namespace postlab::labs
