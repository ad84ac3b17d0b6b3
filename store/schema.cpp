#include "store/schema.h"

#include <iterator>

namespace postlab::store {
namespace {

// One step for each version; a step that has been released is never changed.
constexpr const char* steps[][8] = {
    {
        // Ids are AUTOINCREMENT: SQLite never gives one twice, not even the highest after its row has gone.
        "CREATE TABLE mailbox("
        "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  name TEXT NOT NULL UNIQUE,"  // lower case
        "  password TEXT NOT NULL,"     // see shared/system/digest.h; empty: nobody can log in
        "  apop_secret TEXT)",          // NULL: none kept, so APOP is refused

        "CREATE TABLE content("
        "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  reverse_path TEXT NOT NULL)",

        // Content in pieces of 64 KiB, the last one shorter: k = content * 65536 + number of the piece.
        "CREATE TABLE chunk("
        "  k INTEGER PRIMARY KEY,"
        "  data BLOB NOT NULL)",

        // A message in a maildrop. The order of the primary key makes a login one walk along a range;
        // content and token together are the unique-id.
        "CREATE TABLE delivery("
        "  mailbox INTEGER NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,"
        "  content INTEGER NOT NULL REFERENCES content(id),"
        "  octets INTEGER NOT NULL,"
        "  token INTEGER NOT NULL,"  // 32 random bits
        "  PRIMARY KEY(mailbox, content)) WITHOUT ROWID",
        "CREATE INDEX delivery_by_content ON delivery(content)",

        // Content goes with its last delivery, whichever statement removes that.
        "CREATE TRIGGER last_delivery AFTER DELETE ON delivery"
        "  WHEN NOT EXISTS (SELECT 1 FROM delivery WHERE content = OLD.content) BEGIN"
        "    DELETE FROM chunk WHERE k >= OLD.content * 65536 AND k < (OLD.content + 1) * 65536;"
        "    DELETE FROM content WHERE id = OLD.content;"
        "  END",

        // RFC 5321 4.5.1: every server takes mail for postmaster.
        "INSERT INTO mailbox(name, password) VALUES ('postmaster', '')",
    },
    {
        // Of shared/sasl/scram_keys.h; empty: there are none yet.
        "ALTER TABLE mailbox ADD COLUMN scram TEXT NOT NULL DEFAULT ''",
        // What SCRAM's salts are made with, so that a name has the same one whether there is an account or not.
        "CREATE TABLE salt_key(key BLOB NOT NULL)",
        "INSERT INTO salt_key VALUES (randomblob(32))",
    },
    {
        // 1: a lab's account, see Accounts::plant.
        "ALTER TABLE mailbox ADD COLUMN planted INTEGER NOT NULL DEFAULT 0",
    },
    {
        // How much each mailbox holds, so that nobody has to count. Triggers keep it true, whichever statement changes
        // `delivery`, in the same transaction. REPLACE would go past them: SQLite fires no trigger for what it removes.
        "CREATE TABLE mailbox_total("
        "  mailbox INTEGER PRIMARY KEY REFERENCES mailbox(id) ON DELETE CASCADE,"
        "  messages INTEGER NOT NULL,"
        "  octets INTEGER NOT NULL)",
        "INSERT INTO mailbox_total SELECT mailbox.id, count(content), coalesce(sum(octets), 0)"
        "  FROM mailbox LEFT JOIN delivery ON delivery.mailbox = mailbox.id GROUP BY mailbox.id",

        "CREATE TRIGGER new_mailbox AFTER INSERT ON mailbox BEGIN"
        "    INSERT INTO mailbox_total VALUES (NEW.id, 0, 0);"
        "  END",
        "CREATE TRIGGER delivered AFTER INSERT ON delivery BEGIN"
        "    UPDATE mailbox_total SET messages = messages + 1, octets = octets + NEW.octets"
        "      WHERE mailbox = NEW.mailbox;"
        "  END",
        "CREATE TRIGGER removed AFTER DELETE ON delivery BEGIN"
        "    UPDATE mailbox_total SET messages = messages - 1, octets = octets - OLD.octets"
        "      WHERE mailbox = OLD.mailbox;"
        "  END",
        "CREATE TRIGGER resized AFTER UPDATE OF octets ON delivery BEGIN"
        "    UPDATE mailbox_total SET octets = octets - OLD.octets + NEW.octets WHERE mailbox = NEW.mailbox;"
        "  END",
    },
};
static_assert(std::size(steps) == schema_version);

}  // namespace

std::vector<const char*> schema_statements() {
    std::vector<const char*> all;
    for (const auto& step : steps)
        for (const char* statement : step)
            if (statement) all.push_back(statement);
    return all;
}

void bring_up_to_date(Database& database) {
    if (version_of(database) == schema_version) return;
    Transaction transaction(database);
    for (int version = version_of(database); version < schema_version; ++version)
        for (const char* statement : steps[version])
            if (statement) database.execute(statement);
    database.execute("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
}

}  // namespace postlab::store
