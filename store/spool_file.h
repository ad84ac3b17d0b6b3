#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "shared/system/file_descriptor.h"
#include "store/mail_store.h"

namespace postlab::store {

/// A temporary file without a name, for what a session doesn't hold in memory; it goes with its last user or
/// with the process. One thread at a time.
class SpoolFile {
public:
    /// Nothing is opened before the first append().
    explicit SpoolFile(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// False: not all of it could be kept, and the file is worth nothing any more.
    bool append(std::string_view block);
    std::uint64_t octets() const { return octets_; }  ///< that it holds
    bool broken() const { return broken_; }           ///< an append has failed
    /// Appends what stands in the file from there on, `count` octets at most, to `out`. Throws std::system_error.
    void read(std::uint64_t from, std::size_t count, std::string& out) const;

private:
    std::filesystem::path
        directory_;  ///< whose file system it is on: the maildrop's, so that there is one disk to watch
    FileDescriptor file_;
    std::uint64_t octets_ = 0;
    bool broken_ = false;
};

/// Octets of every piece of content but the last, which may be shorter.
inline constexpr std::size_t chunk_octets = 64 * 1024;

/// A message's content, wherever it is held, in pieces as the database keeps them.
class Pieces {
public:
    /// Both outlive it; `spooled`, which may be null, comes first.
    Pieces(const SpoolFile* spooled, std::string_view text) : spooled_(spooled), text_(text) {}

    std::uint64_t octets() const { return spooled_octets() + text_.size(); }
    /// How many there are: none for an empty message.
    std::uint64_t count() const { return (octets() + chunk_octets - 1) / chunk_octets; }
    /// The piece of that number; the view lives until the next call.
    std::string_view piece(std::uint64_t number);

private:
    std::uint64_t spooled_octets() const { return spooled_ ? spooled_->octets() : 0; }
    const SpoolFile* spooled_;
    std::string_view text_;
    std::string buffer_;  ///< holds the piece that comes from the file
};

}  // namespace postlab::store
