#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "labs/dialogue/wire.h"
#include "labs/language/language.h"

namespace postlab::labs {

/// A reply with all its lines, and the content that it announced.
struct WholeReply {
    std::string text;
    std::string broke_off;  ///< why it has no proper end; empty: it has one
};

/// Hears one from any server: up to the line without a hyphen behind its code in SMTP (RFC 5321 4.2.1), up to the lone
/// dot in POP3 (RFC 1939 3). `verb` is the command's that it answers, in capitals, empty for the greeting. At most
/// 64 MiB are heard. Why it broke off is said in that language.
/// A message in POP2 has no end but its length (RFC 937): `announced` is what the reply before has said of it.
WholeReply hear_whole(const std::function<Heard()>& hear, Protocol protocol, std::string_view verb, bool with_argument,
                      std::size_t announced = 0, const Language& language = Language::english());
/// Whether a +OK that answers this command of POP3, in capitals, goes on to a line with one dot (RFC 1939 3).
bool goes_on_to_a_dot(std::string_view verb, bool with_argument);
/// The octets that a BDAT announces (RFC 3030 2); 0 where the line is another command.
std::uint64_t octets_behind(std::string_view command);
/// The length that a reply of POP2 announces, "=537"; 0: none.
std::size_t length_in(std::string_view reply);

}  // namespace postlab::labs
