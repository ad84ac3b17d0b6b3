#include "store/upkeep/record_check.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "store/sentences.h"
#include "store/transcript/transcript_file.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_schema.h"
#include "store/upkeep/sqlite_check.h"

namespace postlab::store {
namespace {

namespace fs = std::filesystem;

/// A file that lacks the counts gets them from its next writer.
bool has_counts(Database& record) { return record.query("SELECT 1 FROM sqlite_master WHERE name = 'client'").next(); }

std::vector<const char*> schema_of(Database& record) {
    std::vector<const char*> all(std::begin(transcript_schema), std::end(transcript_schema));
    if (has_counts(record)) std::ranges::copy(client_schema, std::back_inserter(all));
    return all;
}

/// One of an older version is moved aside by the next server, so there is nothing to be checked.
bool has_record(const fs::path& directory) { return has_transcripts(directory) && !has_older_transcripts(directory); }

constexpr const char* counted_wrong =
    "SELECT count(*) FROM client LEFT JOIN"
    "  (SELECT peer AS of, sum(256 + coalesce((SELECT sum(64 + length(events)) FROM block"
    "    WHERE conversation = conversation.id), 0)) AS octets FROM conversation GROUP BY peer) AS really"
    "  ON of = peer WHERE client.octets IS NOT really.octets";

void find_broken_chains(const fs::path& directory, Flaws& flaws, const HowFar& tell) {
    TranscriptReader reader(directory);
    if (!reader.has_key()) {
        flaws.push_back({"store.no_key"_sentence, "upkeep.take_key"_sentence});
        return;
    }
    const auto all = reader.conversations(std::numeric_limits<std::uint32_t>::max());
    std::size_t done = 0, broken = 0;
    for (const KeptConversation& conversation : all) {
        if (tell) tell(done++, all.size());
        const Phrase flaw = reader.flaw(conversation.id);
        if (flaw.empty() || ++broken > most_flaws_said) continue;
        flaws.push_back({{"upkeep.conversation"_sentence, {std::to_string(conversation.id), flaw}},
                         "upkeep.evidence_stays"_sentence});
    }
    if (broken > most_flaws_said)
        flaws.push_back(
            {{"upkeep.more"_sentence, {std::to_string(broken - most_flaws_said)}}, "upkeep.evidence_stays"_sentence});
}

void find_miscounts(Database& record, Flaws& flaws) {
    if (const auto lost =
            one_number(record, "SELECT count(*) FROM block WHERE conversation NOT IN (SELECT id FROM conversation)"))
        flaws.push_back({{"upkeep.loose_blocks"_sentence, {std::to_string(lost)}}, "upkeep.evidence_stays"_sentence});
    if (const auto wrong = has_counts(record) ? one_number(record, counted_wrong) : 0)
        flaws.push_back({{"upkeep.clients"_sentence, {std::to_string(wrong)}}, "upkeep.counted_again"_sentence, true});
    const auto highest = one_number(record, "SELECT coalesce(max(id), 0) FROM conversation");
    if (const auto last = last_given(record, "conversation"); last < highest)
        flaws.push_back({{"upkeep.id_again"_sentence, {"conversation", std::to_string(last), std::to_string(highest)}},
                         "upkeep.id_goes_on"_sentence,
                         true});
}

}  // namespace

Flaws find_record_flaws(const fs::path& directory, const HowFar& tell) {
    if (!has_record(directory)) return {};
    Database record(transcript_path(directory), Database::Checkpoints::none);
    Flaws flaws = find_damage(record);
    if (!std::ranges::all_of(flaws, &Flaw::mendable)) return flaws;
    Flaws missing = find_missing_rules(record, schema_of(record));
    std::ranges::move(missing, std::back_inserter(flaws));
    find_miscounts(record, flaws);
    find_broken_chains(directory, flaws, tell);
    return flaws;
}

void mend_record(const fs::path& directory) {
    if (!has_record(directory)) return;
    Database record(transcript_path(directory), Database::Checkpoints::own);
    Transaction transaction(record);
    const Flaws damage = find_damage(record);
    if (!std::ranges::all_of(damage, &Flaw::mendable)) return;
    if (!damage.empty()) mend_damage(record);
    mend_missing_rules(record, schema_of(record));
    if (has_counts(record)) {
        record.execute("DELETE FROM client");
        record.execute(client_schema[std::size(client_schema) - 1]);
    }
    give_above(record, "conversation", one_number(record, "SELECT coalesce(max(id), 0) FROM conversation"));
    transaction.commit();
}

std::int64_t highest_recorded_message(const fs::path& directory) {
    if (!has_record(directory)) return 0;
    Database record(transcript_path(directory), Database::Checkpoints::none);
    return one_number(record, "SELECT coalesce(max(last_message), 0) FROM conversation");
}

}  // namespace postlab::store
