#pragma once
#include <iosfwd>
#include <optional>
#include <string>

#include "labs/dialogue/socket_wire.h"
#include "shared/program/program_command.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// Says again, byte for byte, what the client said in a recorded conversation, waits
/// for a reply wherever one was recorded, and prints each reply that is not the recorded one. Where secrets are
/// starred `password` is said in their place, and APOP's digest is made anew from it; where a wrong password was said
/// then, a wrong one is said again. It stops where the conversation can't go on as recorded.
///
/// Answers the exit status: 0 when all codes agree, 1 when one does not or nobody answers. Throws UsageError when the
/// arguments, the missing password or the record's gaps make a replay impossible, and std::runtime_error when there is
/// no such conversation; nothing has been sent then.
int replay(store::TranscriptReader& reader, const std::string& id, const std::string& address,
           const std::optional<std::string>& password, std::ostream& out, Secrecy secrecy = Secrecy::none,
           const Language& language = Language::english());

/// `postlab replay`: the same, with a password from standard input.
ProgramCommand replay_command();

}  // namespace postlab::labs
