#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "labs/dialogue/wire.h"

namespace postlab::labs {

/// A reply with all its lines, and the content that it announced.
struct WholeReply {
    std::string text;
    std::string broke_off;  ///< why it has no proper end; empty: it has one
};

/// Hears one from any server: up to the line without a hyphen behind its code in SMTP (RFC 5321 4.2.1), up to the lone
/// dot in POP3 (RFC 1939 3). `verb` is the command's that it answers, in capitals, empty for the greeting. At most
/// 64 MiB are heard.
WholeReply hear_whole(const std::function<Heard()>& hear, Protocol protocol, std::string_view verb, bool with_argument);

}  // namespace postlab::labs
