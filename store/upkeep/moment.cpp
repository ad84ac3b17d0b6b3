#include "store/upkeep/moment.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace postlab::store {
namespace {

namespace fs = std::filesystem;

constexpr int patience_ms = 5000, glance_ms = 20, attempts = 100;

/// The write lock of one database, for as long as it lives.
class Pause {
public:
    Pause(const fs::path& file, int patience) : database_(file, Database::Checkpoints::none) {
        if (database_.read_only()) return;  // nobody can write there
        sqlite3_busy_timeout(database_.handle(), patience);
        transaction_.emplace(database_);
    }

private:
    Database database_;
    std::optional<Transaction> transaction_;
};

/// Nobody commits while they live. The first is waited for; who finds another one taken lets go of all, and waits for
/// that one the next time.
std::vector<std::unique_ptr<Pause>> pause_all(std::vector<fs::path> files) {
    for (int attempt = 1;; ++attempt) {
        std::vector<std::unique_ptr<Pause>> pauses;
        auto file = files.begin();
        try {
            for (; file != files.end(); ++file)
                pauses.push_back(std::make_unique<Pause>(*file, pauses.empty() ? patience_ms : glance_ms));
            return pauses;
        } catch (const DatabaseError& error) {
            if (error.code() != SQLITE_BUSY || attempt == attempts) throw;
            std::rotate(files.begin(), file, file + 1);
        }
    }
}

std::vector<fs::path> databases_in(const fs::path& directory) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory))
        if (entry.is_regular_file() && entry.path().extension() == ".db") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

}  // namespace

Moment::Moment(const fs::path& directory) {
    for (const fs::path& file : databases_in(directory))
        views_.push_back({file, std::make_unique<Database>(file, Database::Checkpoints::none)});
    std::vector<fs::path> files;
    for (const View& view : views_) files.push_back(view.file);
    const auto pauses = pause_all(std::move(files));
    for (const View& view : views_) {
        view.database->execute("BEGIN");
        view.database->query("SELECT count(*) FROM sqlite_master").next();  // what makes it begin
    }
    time_ = std::chrono::system_clock::now();
}

}  // namespace postlab::store
