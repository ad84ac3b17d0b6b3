#include "store/engine.h"

#include <algorithm>

#include "shared/system/digest.h"
#include "store/data_directory.h"

namespace postlab::store {
namespace {

constexpr unsigned readers_wanted = 2;
/// Logins that may wait for a checker: some ten seconds of them. What comes on top is told to try again.
constexpr std::size_t longest_wait = 512;

const std::filesystem::path& checked(const std::filesystem::path& directory) {
    check_directory(directory);
    warn_of_dangers(directory);
    return directory;
}

std::vector<std::unique_ptr<Database>> open_readers(const std::filesystem::path& directory, MaildropLocks& locks) {
    std::vector<std::unique_ptr<Database>> databases;
    for (unsigned i = 0; i < readers_wanted; ++i)
        databases.push_back(open_database(directory, locks, Database::Checkpoints::none));
    return databases;
}

std::vector<std::unique_ptr<PasswordChecker>> make_checkers() {
    std::vector<std::unique_ptr<PasswordChecker>> checkers;
    for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency() / 2, 1u, 2u); ++i)
        checkers.push_back(std::make_unique<PasswordChecker>());
    return checkers;
}

}  // namespace

Engine::Engine(const std::filesystem::path& data, const Settings& settings)
    : directory(checked(data)),
      min_free_octets(settings.store.min_free_bytes),
      auto_create_hash(settings.accounts.auto_create ? hash_password(settings.accounts.auto_create_password) : ""),
      locks(directory),
      writer(open_database(directory, locks, Database::Checkpoints::own)),
      readers("store-reader", 0, open_readers(directory, locks)),
      checkers("store-password", 10, make_checkers(), longest_wait) {}

Engine::~Engine() {
    // In the order in which they hand work on: a checked password leads to a read.
    checkers.finish();
    readers.finish();
    writer.finish();
}

}  // namespace postlab::store
