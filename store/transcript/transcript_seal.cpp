#include "store/transcript/transcript_seal.h"

#include <cstring>
#include <stdexcept>

#include "shared/system/file.h"
#include "store/sentences.h"

namespace postlab::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t key_octets = 32;

std::optional<std::string> key_in(const fs::path& file) {
    auto key = read_file_if_possible(file);
    if (key && key->size() != key_octets) key.reset();
    return key;
}

}  // namespace

fs::path transcript_key_path(const fs::path& directory) { return directory / "transcript.key"; }

TranscriptSeal::TranscriptSeal(const std::string& key) : mac_(key) {
    std::memcpy(fingerprint_key_.data(), of({"fingerprint"}).data(), fingerprint_key_.size());
    std::memcpy(&key_id_, of({"key"}).data(), sizeof key_id_);
}

TranscriptSeal TranscriptSeal::made_in(const fs::path& directory) {
    const fs::path file = transcript_key_path(directory);
    if (!fs::exists(file))  // once, though another process may be at it, too
        (void)create_file(file, random_octets(key_octets), for_its_owner, Sync::yes);
    if (const auto key = key_in(file)) return TranscriptSeal(*key);
    throw SayableError("store.bad_key"_sentence, {file.string(), std::to_string(key_octets)});
}

std::optional<TranscriptSeal> TranscriptSeal::read_from(const fs::path& directory) {
    if (const auto key = key_in(transcript_key_path(directory))) return TranscriptSeal(*key);
    return std::nullopt;
}

std::string TranscriptSeal::of(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (std::string_view part : parts) {
        const auto length = static_cast<std::int64_t>(part.size());
        text.append(octets_of(length)).append(part);
    }
    return mac_.of(text);
}

std::string TranscriptSeal::fingerprint(std::string_view text) const {
    const auto tag = poly1305(fingerprint_key_, text);
    return std::string(tag.data(), tag.size());
}

std::string_view octets_of(const std::int64_t& number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace postlab::store
