#pragma once
#include <filesystem>
#include <string>

#include "shared/program/settings.h"

namespace postlab {

/// Passwords that everybody can read in the documentation must not stand behind a port that others can dial: "secret",
/// of alice and bob and of maildrops that their first mail makes. Throws SayableError, which says whose and what to do,
/// where there is one. `address` is the port that is open to others. It costs two hashes of passwords.
void expect_no_known_password(const std::filesystem::path& directory, const Settings& settings,
                              const std::string& address);

}  // namespace postlab
