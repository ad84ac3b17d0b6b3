#pragma once
#include <iosfwd>

#include "labs/language/language.h"
#include "labs/record/conversation.h"

namespace postlab::labs {

/// `postlab explain --session ID [--data DIR]`: a recorded conversation line by line, as on the wire, and below each
/// line what there is to say about it: the reply's catalogue row (`id · section · why`), the change of state, what a
/// refused command would have needed, where a multi-line reply ends, which dots are stuffing, which argument of AUTH
/// is base64. How a reply of several lines is marked is said once. What crossed the wire stays as it is; what is said
/// about it is in the language.
void explain_session(const Conversation& conversation, std::ostream& out,
                     const Language& language = Language::english());

}  // namespace postlab::labs
