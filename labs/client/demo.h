#pragma once
#include <Poco/Net/SocketAddress.h>

#include <iosfwd>
#include <string>

#include "labs/language/language.h"

namespace postlab::labs {

/// `postlab demo`: the whole loop through real sockets. A letter goes in by SMTP, is fetched by POP3, deleted,
/// and both sides say goodbye. Prints the dialogue as it happens, and below each reply the row of the
/// catalogue that it was made from. The letter is for `user` at the domain that the SMTP greeting names. Answers
/// the exit status: 0, or 1 when a reply was not the hoped-for one.
int demo(const Poco::Net::SocketAddress& smtp, const Poco::Net::SocketAddress& pop3, const std::string& user,
         const std::string& password, std::ostream& out, const Language& language = Language::english());

}  // namespace postlab::labs
