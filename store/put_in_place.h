#pragma once
#include <filesystem>
#include <string_view>

/// How a restored backup takes the place of what a data directory held: all of it, or nothing, whenever the machine
/// stops. What is to come stands ready in DIR/restored, complete and on the disk, from the moment on that this folder
/// has its name; with that it is decided. Then what was there is moved into a folder of its own, and what has come into
/// its place. Whoever opens the directory next carries on where that was broken off. Nothing is deleted.
namespace postlab::store {

/// The folder that holds what is to come, and the file in it that says what belongs to it: first the name of the folder
/// for what was there, then each name at the top.
inline constexpr const char* restored_folder = "restored";
inline constexpr const char* restored_list = ".list";
/// How the folder with what was there before begins its name.
inline constexpr std::string_view set_aside = "before-restore-";

/// Whether something at the top of a data directory has this name that no restore replaces and no backup holds.
bool stays_through_restore(std::string_view name);

/// Puts what stands ready in DIR/restored into its place; without such a folder, nothing. Whoever calls it holds the
/// turn to open (MaildropLocks::turn_to_open). Throws std::filesystem::filesystem_error.
void put_restored_in_place(const std::filesystem::path& directory);

}  // namespace postlab::store
