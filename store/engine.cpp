#include "store/engine.h"

#include "shared/system/digest.h"
#include "store/data_directory.h"

namespace postlab::store {
namespace {

constexpr unsigned readers_wanted = 2;

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

}  // namespace

Engine::Engine(const std::filesystem::path& data, const Settings& settings)
    : directory(checked(data)),
      min_free_octets(settings.store.min_free_bytes),
      max_mailbox_octets(settings.store.max_mailbox_bytes),
      auto_create_hash(settings.accounts.auto_create ? hash_password(settings.accounts.auto_create_password) : ""),
      locks(directory),
      writer(open_database(directory, locks, Database::Checkpoints::own),
             std::chrono::milliseconds(settings.log.slow_commit_ms)),
      readers("store-reader", 0, open_readers(directory, locks)) {}

Engine::~Engine() {
    // In the order in which they hand work on: a checked password leads to a read.
    checkers.finish();
    readers.finish();
    writer.finish();
}

}  // namespace postlab::store
