#include "store/transcript_reader.h"

#include <algorithm>
#include <stdexcept>

#include "store/transcript_file.h"

namespace postlab::store {

namespace {

std::filesystem::path existing(const std::filesystem::path& directory) {
    std::filesystem::path file = transcript_path(directory);
    if (!std::filesystem::exists(file))
        throw std::runtime_error("no conversations have been recorded in " + directory.string());
    return file;
}

Time time_of(std::int64_t microseconds) { return Time(std::chrono::microseconds(microseconds)); }

KeptConversation conversation_of(const Query& row) {
    KeptConversation kept;
    kept.id = row.integer(0);
    kept.protocol = row.text(1);
    kept.peer = row.text(2);
    kept.started = time_of(row.integer(3));
    if (row.integer(4) != 0) kept.ended = time_of(row.integer(4));
    kept.how = row.text(5);
    kept.events = static_cast<std::uint64_t>(row.integer(7));
    kept.lines = static_cast<std::uint64_t>(row.integer(8));
    const auto said = static_cast<std::uint64_t>(std::max(row.integer(6), row.integer(9)));
    kept.lost = said - kept.events;
    return kept;
}

constexpr const char* columns =
    "SELECT id, protocol, peer, started, ended, how, c.events, count(seq), count(seq) FILTER (WHERE NOT content),"
    " coalesce(max(seq) + 1, 0)"
    " FROM conversation c LEFT JOIN event ON conversation = id";

}  // namespace

TranscriptReader::TranscriptReader(const std::filesystem::path& directory)
    : database_(existing(directory), Database::Checkpoints::none) {
    Query version = database_.query("PRAGMA user_version");
    version.next();
    if (version.integer(0) == 0)  // the file has been made, its tables have not
        throw std::runtime_error("no conversations have been recorded yet in " + directory.string());
    if (version.integer(0) > transcript_version)
        throw std::runtime_error("a newer postlab has written " + transcript_path(directory).string());
}

std::vector<KeptConversation> TranscriptReader::conversations(std::uint32_t last) {
    std::vector<KeptConversation> found;
    Query rows = database_.query(std::string(columns) +
                                     " WHERE id IN (SELECT id FROM conversation ORDER BY id DESC LIMIT ?)"
                                     " GROUP BY id ORDER BY id",
                                 std::int64_t{last});
    while (rows.next()) found.push_back(conversation_of(rows));
    return found;
}

std::optional<KeptConversation> TranscriptReader::conversation(std::int64_t id) {
    Query rows = database_.query(std::string(columns) + " WHERE id = ? GROUP BY id", id);
    if (!rows.next()) return std::nullopt;
    return conversation_of(rows);
}

std::vector<KeptEvent> TranscriptReader::events(std::int64_t conversation) {
    std::vector<KeptEvent> found;
    Query rows = database_.query(
        "SELECT seq, at, direction, content, bytes, left_out, state_before, state_after, verb, reply"
        " FROM transcript WHERE conversation = ? ORDER BY seq",
        conversation);
    while (rows.next())
        found.push_back({static_cast<std::uint32_t>(rows.integer(0)), std::chrono::microseconds(rows.integer(1)),
                         static_cast<Direction>(rows.integer(2)), rows.integer(3) != 0, std::string(rows.blob(4)),
                         static_cast<std::uint64_t>(rows.integer(5)), std::string(rows.text(6)),
                         std::string(rows.text(7)), std::string(rows.text(8)), std::string(rows.text(9))});
    return found;
}

}  // namespace postlab::store
