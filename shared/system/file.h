#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "shared/text/sayable_error.h"

/// Files that are read and written whole. A reader finds the old text or the new one and never a part of it, whatever
/// goes wrong meanwhile: the text goes into a new file beside it, which then takes its name. A symbolic link is
/// replaced and not written through, so nobody who can write to the folder can choose what else is overwritten. Any
/// thread.
namespace postlab {

/// A file can't be read or written. One sentence has the file's name, what is wrong, and what to do about it: "can't
/// write marks/grades.csv: there is no folder marks".
struct FileError : SayableError {
    using SayableError::SayableError;
};

/// All octets of a file. Throws FileError.
std::string read_file(const std::filesystem::path& file);
/// The same for a file that may be missing, or not ours to read: nothing then.
std::optional<std::string> read_file_if_possible(const std::filesystem::path& file);

/// A text that somebody has written in an editor, as text_of() reads it (text_encoding.h): in UTF-8, with lines that
/// end with LF. Throws FileError.
std::string read_text(const std::filesystem::path& file);

/// Who may read a new file, as far as the process's umask allows it. Passwords, keys and letters are for their owner.
inline constexpr mode_t for_everyone = 0644, for_its_owner = 0600;

/// Whether a file must survive a loss of power the moment it is there, as evidence and marks do. It costs milliseconds.
enum class Sync { no, yes };

/// Gives the file this text in place of what it had, if it was there. A pipe or a device (/dev/stdout) is just written
/// to. Throws FileError; what was there is then as it was.
void replace_file(const std::filesystem::path& file, std::string_view text, mode_t mode = for_everyone,
                  Sync sync = Sync::no);

/// Makes a file that isn't there yet. False: there is something of that name, and it is left alone, also when another
/// process has made it this very moment. Throws FileError; then there is none.
[[nodiscard]] bool create_file(const std::filesystem::path& file, std::string_view text, mode_t mode, Sync sync);

/// A file that a library has written is on the disk when this returns, or the names in a folder are, where the file
/// system can do that. Throws FileError.
void sync_to_disk(const std::filesystem::path& path);

/// Gives a file another name. False: there is something of that name, and it is left alone. Throws FileError.
[[nodiscard]] bool rename_unless_there(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes a folder, with all above it, unless it is there. Throws FileError when nothing can be written into it.
void make_folder(const std::filesystem::path& folder);

/// What came with the program, such as the labs: share/postlab beside the running program's bin.
std::filesystem::path share_folder();

/// What is behind an errno that using a file or folder has given, and what to do about it: where somebody else owns it,
/// both uids and the command that makes it ours, `remedy` with it if that is a folder around it.
Phrase why_not(const std::filesystem::path& file, int error, const std::filesystem::path& remedy = {});

}  // namespace postlab
