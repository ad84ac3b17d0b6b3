#pragma once

namespace postlab {

/// How the command phase takes lines that no mail program would send (`--set wire.profile=...`). DATA is strict in
/// both, but for a session whose every line ends in a bare LF (shared/wire/dot_stuffing.h), which only the classroom
/// knows.
enum class WireProfile {
    classroom,  ///< as a person meant them, with a remark behind the reply (shared/notes.h)
    strict,     ///< as a production server does: to the letter, and without remarks
};

}  // namespace postlab
