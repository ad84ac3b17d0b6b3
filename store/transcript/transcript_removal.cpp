#include "store/transcript/transcript_removal.h"

#include <stdexcept>

#include "store/database.h"
#include "store/transcript/transcript_file.h"

namespace postlab::store {

void remove_conversations(const std::filesystem::path& directory, const std::vector<std::int64_t>& ids) {
    reporting<SayableError>([&] {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        Transaction transaction(database);
        for (const std::int64_t id : ids) {
            database.execute("DELETE FROM block WHERE conversation = ?", id);
            database.execute("DELETE FROM conversation WHERE id = ?", id);
        }
        transaction.commit();
    });
}

}  // namespace postlab::store
