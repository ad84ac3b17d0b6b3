#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace postlab::screen {

/// The keys that open every page. The first is DIR/web.key: the server makes it and prints it. Co-teachers have others,
/// by name, which `postlab web key` makes and withdraws: of each DIR/web.keys/NAME has a digest alone, so whoever reads
/// it can't log in with it. All are for their owner's eyes. One thread; what another process does to the folder counts
/// at the next question.
class WebKeys {
public:
    /// Reads the first key, or makes one. Throws FileError.
    explicit WebKeys(const std::filesystem::path& directory);

    const std::string& first() const { return first_; }
    /// Whose key that is: the first's has no name, "". Nothing: it is none.
    std::optional<std::string> owner_of(const std::string& said) const;
    /// What the owner's cookies are signed with; nothing: there is no such key, or no longer.
    std::optional<std::string> seal_of(const std::string& owner) const;

private:
    std::filesystem::path folder_;
    std::string first_;
};

/// Makes a co-teacher's key, which is nowhere but in the answer. Throws std::runtime_error for a name that can't be
/// one, or that has a key.
std::string add_web_key(const std::filesystem::path& directory, const std::string& name);
/// False: there was none of that name.
bool remove_web_key(const std::filesystem::path& directory, const std::string& name);
/// The names, in their order.
std::vector<std::string> web_key_owners(const std::filesystem::path& directory);

}  // namespace postlab::screen
