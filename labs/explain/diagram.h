#pragma once
#include <string>

#include "labs/catalogue/protocol.h"
#include "labs/explain/state_path.h"
#include "labs/language/language.h"

namespace postlab::labs {

/// `postlab explain --diagram smtp|pop3`: the protocol's states as a picture (SVG, A4 upright, in the light colours of
/// labs/text/palette.h), made from the gate tables (labs/catalogue/tables.h) and the transitions
/// (labs/catalogue/transitions.h). A box for each state says which verbs stay in it and which are refused there with
/// what; arrows carry the verbs that lead elsewhere, and their replies' codes. The words are in that language, names
/// stay as they are. The copies in docs/ are held against it by a test.
///
/// With `way`, as by `--diagram smtp --session 3`, the way that a conversation took is drawn into it: thick arrows with
/// the numbers of its commands, and in each box those that led nowhere else.
std::string state_diagram(Protocol protocol, const Language& language = Language::english(),
                          const StatePath* way = nullptr);

}  // namespace postlab::labs
