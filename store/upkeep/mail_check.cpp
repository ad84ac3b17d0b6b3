#include "store/upkeep/mail_check.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "store/schema.h"
#include "store/sentences.h"
#include "store/upkeep/sqlite_check.h"

namespace postlab::store {
namespace {

/// What there is of each content, by its id: how many pieces, how many there should be, and their octets. A last piece
/// that is shorter than 64 KiB was the last one; behind a whole one there may have been more, as the deliveries say.
constexpr const char* survey[] = {
    "DROP TABLE IF EXISTS temp.there",
    "CREATE TEMP TABLE there(content INTEGER PRIMARY KEY, pieces INTEGER, last INTEGER, octets INTEGER, said INTEGER,"
    "  wanted INTEGER)",
    "INSERT INTO temp.there SELECT k >> 16, count(*), max(k) & 65535, sum(length(data)), 0, 0 FROM chunk GROUP BY k >> "
    "16",
    "UPDATE temp.there SET wanted = last + 1,"
    "  said = coalesce((SELECT max(octets) FROM delivery WHERE delivery.content = there.content), 0)",
    "UPDATE temp.there SET wanted = (said + 65535) / 65536 WHERE said > octets AND (said + 65535) / 65536 > last + 1"
    "  AND (said + 65535) / 65536 < last + 1024"
    "  AND (SELECT length(data) FROM chunk WHERE k = (content << 16) + last) = 65536",
};

/// So many octets that say what is lost.
#define FILLER(octets)                      \
    "substr(replace(printf('%.*c', " octets \
    ", 'x'), 'x', '[this part of the letter is lost]' || char(13, 10)), 1, " octets ")"

struct Kind {
    const Sentence &what, &remedy;
    const char* find;  ///< its rows are the details of `what`
    bool mendable;
    const char* mend[2] = {};  ///< one behind the other; null: no more
};

/// In the order in which they are mended: each relies on those before it.
constexpr Kind kinds[] = {
    {"upkeep.no_postmaster"_sentence,
     "upkeep.postmaster_again"_sentence,
     "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM mailbox WHERE name = 'postmaster')",
     true,
     {"INSERT INTO mailbox(name, password) VALUES ('postmaster', '')"}},

    {"upkeep.empty_piece"_sentence,
     "upkeep.empty_piece_goes"_sentence,
     "SELECT k >> 16, (k & 65535) + 1 FROM chunk WHERE length(data) = 0",
     true,
     {"DELETE FROM chunk WHERE length(data) = 0"}},

    {"upkeep.long_piece"_sentence,
     "upkeep.take_backup"_sentence,
     "SELECT k >> 16, (k & 65535) + 1, length(data) FROM chunk WHERE length(data) > 65536",
     false,
     {}},

    {"upkeep.nothing_left"_sentence,
     "upkeep.out_of_maildrop"_sentence,
     "SELECT content, coalesce((SELECT name FROM mailbox WHERE id = mailbox), '#' || mailbox) FROM delivery"
     "  WHERE octets > 0 AND content NOT IN (SELECT content FROM temp.there)",
     true,
     {"DELETE FROM delivery WHERE octets > 0 AND content NOT IN (SELECT content FROM temp.there)"}},

    {"upkeep.bare_content"_sentence,
     "upkeep.entry_goes"_sentence,
     "SELECT id FROM content WHERE id NOT IN (SELECT content FROM temp.there)"
     "  AND id NOT IN (SELECT content FROM delivery)",
     true,
     {"DELETE FROM content WHERE id NOT IN (SELECT content FROM temp.there)"
      "  AND id NOT IN (SELECT content FROM delivery)"}},

    {"upkeep.no_content"_sentence,
     "upkeep.no_sender"_sentence,
     "SELECT content FROM temp.there WHERE content NOT IN (SELECT id FROM content)",
     true,
     {"INSERT INTO content(id, reverse_path) SELECT content, '' FROM temp.there"
      "  WHERE content NOT IN (SELECT id FROM content)"}},

    {"upkeep.lost_pieces"_sentence,
     "upkeep.filled"_sentence,
     "SELECT content, wanted - pieces, wanted FROM temp.there WHERE pieces < wanted",
     true,
     {"WITH RECURSIVE place(content, number) AS ("
      "    SELECT content, 0 FROM temp.there WHERE pieces < wanted"
      "    UNION ALL SELECT place.content, number + 1 FROM place JOIN temp.there USING (content)"
      "      WHERE number + 1 < wanted)"
      "  INSERT OR IGNORE INTO chunk(k, data) SELECT (content << 16) + number, CAST(" FILLER(
          "(CASE WHEN number > last AND number = wanted - 1 THEN said - number * 65536 ELSE 65536 END)") " AS BLOB)"
                                                                                                         "  FROM "
                                                                                                         "place "
                                                                                                         "JOIN "
                                                                                                         "temp."
                                                                                                         "there "
                                                                                                         "USING "
                                                                                                         "(content"
                                                                                                         ")"}},

    {"upkeep.short_piece"_sentence,
     "upkeep.filled"_sentence,
     "SELECT k >> 16, (k & 65535) + 1, length(data) FROM chunk WHERE length(data) < 65536"
     "  AND EXISTS (SELECT 1 FROM chunk AS next WHERE next.k = chunk.k + 1 AND next.k & 65535 > 0)",
     true,
     {"UPDATE chunk SET data = CAST(data || " FILLER(
         "(65536 - length(data))") " AS BLOB) WHERE length(data) < 65536"
                                   "  AND EXISTS (SELECT 1 FROM chunk AS next WHERE next.k = chunk.k + 1 AND "
                                   "next.k & 65535 > 0)"}},

    {"upkeep.no_mailbox"_sentence,
     "upkeep.to_postmaster"_sentence,
     "SELECT content, mailbox FROM delivery WHERE mailbox NOT IN (SELECT id FROM mailbox)",
     true,
     {"INSERT OR IGNORE INTO delivery(mailbox, content, octets, token)"
      "  SELECT (SELECT id FROM mailbox WHERE name = 'postmaster'), content, octets, token FROM delivery"
      "  WHERE mailbox NOT IN (SELECT id FROM mailbox)",
      "DELETE FROM delivery WHERE mailbox NOT IN (SELECT id FROM mailbox)"}},

    {"upkeep.nobodys"_sentence,
     "upkeep.to_postmaster"_sentence,
     "SELECT content FROM temp.there WHERE content NOT IN (SELECT content FROM delivery)",
     true,
     {"INSERT INTO delivery(mailbox, content, octets, token)"
      "  SELECT (SELECT id FROM mailbox WHERE name = 'postmaster'), content, octets, random() & 4294967295"
      "  FROM temp.there WHERE content NOT IN (SELECT content FROM delivery)"}},

    {"upkeep.octets"_sentence,
     "upkeep.counted_again"_sentence,
     "SELECT content, coalesce((SELECT name FROM mailbox WHERE id = mailbox), '#' || mailbox), delivery.octets,"
     "  there.octets FROM delivery JOIN temp.there USING (content) WHERE pieces = wanted"
     "  AND delivery.octets <> there.octets",
     true,
     {"UPDATE delivery SET octets = (SELECT octets FROM temp.there WHERE there.content = delivery.content)"
      "  WHERE content IN (SELECT content FROM temp.there)"
      "  AND octets <> (SELECT octets FROM temp.there WHERE there.content = delivery.content)"}},

    {"upkeep.total"_sentence,
     "upkeep.counted_again"_sentence,
     "SELECT coalesce(name, '#' || mailbox) FROM"
     "  (SELECT id, name, (SELECT count(*) FROM delivery WHERE mailbox = id) AS messages,"
     "    (SELECT coalesce(sum(octets), 0) FROM delivery WHERE mailbox = id) AS octets FROM mailbox) AS counted"
     "  FULL JOIN mailbox_total ON mailbox = id"
     "  WHERE mailbox_total.messages IS NOT counted.messages OR mailbox_total.octets IS NOT counted.octets",
     true,
     {"DELETE FROM mailbox_total",
      "INSERT INTO mailbox_total SELECT mailbox.id, count(content), coalesce(sum(octets), 0)"
      "  FROM mailbox LEFT JOIN delivery ON delivery.mailbox = mailbox.id GROUP BY mailbox.id"}},

    {"upkeep.no_salt"_sentence,
     "upkeep.salt_again"_sentence,
     "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM salt_key)",
     true,
     {"INSERT INTO salt_key VALUES (randomblob(32))"}},
};
#undef FILLER

void look_around(Database& mail) {
    for (const char* statement : survey) mail.execute(statement);
}

Flaws found(Database& mail, const Kind& kind) {
    Flaws flaws;
    std::size_t more = 0;
    Query row = mail.query(kind.find);
    while (row.next()) {
        std::vector<Phrase> details;
        for (int column = 0; column < row.columns(); ++column) details.emplace_back(row.text(column));
        if (flaws.size() < most_flaws_said)
            flaws.push_back({{kind.what, details}, kind.remedy, kind.mendable});
        else
            ++more;
    }
    if (more > 0) flaws.push_back({{"upkeep.more"_sentence, {std::to_string(more)}}, kind.remedy, kind.mendable});
    return flaws;
}

/// What is read between its begin and its end is of one moment.
class Reading {
public:
    explicit Reading(Database& database) : database_(database) { database_.execute("BEGIN"); }
    ~Reading() { sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

private:
    Database& database_;
};

/// Of each table that gives ids: the highest that is anywhere.
struct Highest {
    const char* table;
    std::int64_t id;
};
std::vector<Highest> highest(Database& mail, std::int64_t recorded) {
    const std::int64_t content = one_number(mail,
                                            "SELECT max((SELECT coalesce(max(id), 0) FROM content),"
                                            "  (SELECT coalesce(max(k) >> 16, 0) FROM chunk),"
                                            "  (SELECT coalesce(max(content), 0) FROM delivery))");
    const std::int64_t mailbox = one_number(mail,
                                            "SELECT max((SELECT coalesce(max(id), 0) FROM mailbox),"
                                            "  (SELECT coalesce(max(mailbox), 0) FROM delivery))");
    return {{"content", std::max(content, recorded)}, {"mailbox", mailbox}};
}

void append(Flaws& flaws, Flaws more) { std::ranges::move(more, std::back_inserter(flaws)); }

bool can_be_mended(const Flaws& damage) { return std::ranges::all_of(damage, &Flaw::mendable); }

}  // namespace

Flaws find_mail_flaws(Database& mail, std::int64_t highest_recorded) {
    const Reading reading(mail);
    Flaws flaws = find_damage(mail);
    if (!can_be_mended(flaws)) return flaws;
    append(flaws, find_missing_rules(mail, schema_statements()));
    look_around(mail);
    for (const Kind& kind : kinds) append(flaws, found(mail, kind));
    for (const auto& [table, id] : highest(mail, highest_recorded))
        if (last_given(mail, table) < id)
            flaws.push_back(
                {{"upkeep.id_again"_sentence, {table, std::to_string(last_given(mail, table)), std::to_string(id)}},
                 "upkeep.id_goes_on"_sentence,
                 true});
    return flaws;
}

void mend_mail(Database& mail, std::int64_t highest_recorded) {
    Transaction transaction(mail);
    const Flaws damage = find_damage(mail);
    if (!can_be_mended(damage)) return;
    if (!damage.empty()) mend_damage(mail);
    mend_missing_rules(mail, schema_statements());
    look_around(mail);
    for (const Kind& kind : kinds) {
        if (!kind.mend[0] || !mail.query(kind.find).next()) continue;
        for (const char* statement : kind.mend)
            if (statement) mail.execute(statement);
        look_around(mail);
    }
    for (const auto& [table, id] : highest(mail, highest_recorded)) give_above(mail, table, id);
    transaction.commit();
}

}  // namespace postlab::store
