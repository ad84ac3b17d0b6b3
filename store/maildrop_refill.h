#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/maildrop_lock.h"

namespace postlab::store {

/// A letter to be put into a maildrop: CRLF line ends, trace lines included, as RETR will send it.
struct NewLetter {
    std::string reverse_path, text;
    std::int64_t id = 0;  ///< of the message; 0: the next one. One that is there, of the same text, is delivered again.
};

/// Empties maildrops and fills them, each under its lock and in one transaction, so that a lab finds what it needs. It
/// works beside servers that use the directory. One thread. Its calls throw SayableError, and have
/// changed nothing then.
class MaildropRefill {
public:
    /// The directory must have accounts. Throws StartError.
    explicit MaildropRefill(const std::filesystem::path& directory);

    using Ids = std::vector<std::uint64_t>;
    /// The ids of the letters, which are all that the maildrop then holds; no value, with nothing changed: a session
    /// holds the lock. `before_unlock` is called once the letters are on disk, and before anybody can log in to them.
    std::optional<Ids> refill(const std::string& mailbox, const std::vector<NewLetter>& letters,
                              const std::function<void(const Ids&)>& before_unlock);

    bool holds(std::int64_t id);  ///< whether there is such a message
    /// So many ids that no message will be given by itself; the first of them. A maildrop lists by id, so this is how a
    /// message that many share gets its place among others that are not there yet.
    std::int64_t reserve(std::int64_t ids);

private:
    Ids replace(std::int64_t mailbox, const std::vector<NewLetter>& letters);  ///< in one transaction
    std::uint64_t put(std::int64_t mailbox, const NewLetter& letter);          ///< its id; within a transaction

    std::unique_ptr<MaildropLocks> locks_;  ///< shared with the servers by the file
    std::unique_ptr<Database> database_;    ///< a connection of its own
};

}  // namespace postlab::store
