#include "labs/screen/web_keys.h"

#include <algorithm>
#include <stdexcept>

#include "labs/language/sentences.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"
#include "shared/text/text.h"
#include "store/mailbox_name.h"

namespace postlab::screen {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

constexpr std::size_t key_octets = 16, digest_letters = 64;

fs::path folder_of(const fs::path& directory) { return directory / "web.keys"; }
std::string digest_of(const std::string& key) { return hex(sha256(key)); }

std::string key_in(const fs::path& file) {
    if (create_file(file, hex(random_octets(key_octets)) + "\n", for_its_owner, Sync::no))
        return std::string(trimmed(read_file(file)));
    const std::string text = read_file(file);
    std::string kept(trimmed(text));
    if (kept.size() < key_octets) throw FileError("web.empty_key"_sentence, {file.string()});
    return kept;
}

std::vector<std::string> owners_in(const fs::path& folder) {
    std::vector<std::string> owners;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (std::string name = entry.path().filename().string(); store::valid_mailbox_name(name))
            owners.push_back(std::move(name));
    std::ranges::sort(owners);
    return owners;
}

}  // namespace

WebKeys::WebKeys(const fs::path& directory) : folder_(folder_of(directory)), first_(key_in(directory / "web.key")) {}

std::optional<std::string> WebKeys::owner_of(const std::string& said) const {
    if (equal_in_constant_time(said, first_)) return "";
    const std::string digest = digest_of(said);
    for (const std::string& owner : owners_in(folder_))
        if (equal_in_constant_time(digest, seal_of(owner).value_or(""))) return owner;
    return std::nullopt;
}

std::optional<std::string> WebKeys::seal_of(const std::string& owner) const {
    if (owner.empty()) return first_;
    if (!store::valid_mailbox_name(owner)) return std::nullopt;
    const auto text = read_file_if_possible(folder_ / owner);
    if (!text) return std::nullopt;
    std::string digest(trimmed(*text));
    if (digest.size() != digest_letters) return std::nullopt;  // a disk was full; what "" seals anybody can forge
    return digest;
}

std::string add_web_key(const fs::path& directory, const std::string& typed) {
    const std::string name = lower_case(typed), key = hex(random_octets(key_octets));
    if (!store::valid_mailbox_name(name)) throw SayableError("web.name"_sentence, {store::mailbox_name_rule});
    make_folder(folder_of(directory));
    fs::permissions(folder_of(directory), fs::perms::owner_all);
    if (!create_file(folder_of(directory) / name, digest_of(key) + "\n", for_its_owner, Sync::yes))
        throw SayableError("web.has_key"_sentence, {name});
    return key;
}

bool remove_web_key(const fs::path& directory, const std::string& typed) {
    const std::string name = lower_case(typed);
    return store::valid_mailbox_name(name) && fs::remove(folder_of(directory) / name);
}

std::vector<std::string> web_key_owners(const fs::path& directory) { return owners_in(folder_of(directory)); }

}  // namespace postlab::screen
