#include "store/mail_tables.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "shared/system/crypto.h"

namespace postlab::store {
namespace {

constexpr std::int64_t most_chunks = 65536;

std::int64_t chunk_key(std::int64_t content, std::uint64_t number) {
    return content * most_chunks + static_cast<std::int64_t>(number);
}

std::string unique_id(std::int64_t content, std::int64_t token) {
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%lld.%08llx", static_cast<long long>(content),
                                     static_cast<unsigned long long>(token));
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace

std::optional<Account> find_account(Database& database, std::string_view name) {
    Query row = database.query(
        "SELECT id, password, apop_secret IS NOT NULL, apop_secret, scram, planted FROM mailbox WHERE name = ?", name);
    if (!row.next()) return std::nullopt;
    Account account{row.integer(0), std::string(name),        std::string(row.text(1)),
                    std::nullopt,   std::string(row.text(4)), row.integer(5) != 0};
    if (row.integer(2)) account.apop_secret = row.text(3);
    return account;
}

std::optional<std::int64_t> find_mailbox_id(Database& database, std::string_view name) {
    Query row = database.query("SELECT id FROM mailbox WHERE name = ?", name);
    if (!row.next()) return std::nullopt;
    return row.integer(0);
}

std::optional<std::int64_t> find_recipient_id(Database& database, std::string_view name) {
    Query row = database.query("SELECT id FROM mailbox WHERE name = ? AND NOT planted", name);
    if (!row.next()) return std::nullopt;
    return row.integer(0);
}

std::int64_t create_mailbox(Database& database, std::string_view name, std::string_view password) {
    database.execute("INSERT INTO mailbox(name, password) VALUES (?, ?)", name, password);
    return database.last_id();
}

std::string salt_key(Database& database) {
    Query row = database.query("SELECT key FROM salt_key");
    if (!row.next()) throw std::runtime_error("there is no key for salts");
    return std::string(row.blob(0));
}

sasl::ScramSalt salt_of(std::string_view name, std::string_view salt_key) {
    return {hmac_sha256(salt_key, name).substr(0, 16), sasl::scram_iterations};
}

const std::string& scram_keys_of_nobody() {
    static const std::string text = [] {
        sasl::ScramKeys keys;
        keys.salt = {std::string(16, '\0'), sasl::scram_iterations};
        keys.stored_key = keys.server_key = std::string(32, '\0');
        return in_text(keys);
    }();
    return text;
}

std::int64_t insert_message(Database& database, std::string_view reverse_path, Pieces& content,
                            std::span<const std::int64_t> mailboxes, std::int64_t id) {
    if (content.count() > most_chunks) throw std::length_error("a message of more than 4 GiB");
    database.execute("INSERT INTO content(id, reverse_path) VALUES (nullif(?, 0), ?)", id, reverse_path);
    id = database.last_id();
    for (std::uint64_t number = 0; number < content.count(); ++number)
        database.execute("INSERT INTO chunk(k, data) VALUES (?, ?)", chunk_key(id, number),
                         Blob{content.piece(number)});
    for (const std::int64_t mailbox : mailboxes)
        database.execute(
            "INSERT INTO delivery(mailbox, content, octets, token) VALUES (?, ?, ?, random() & 4294967295)", mailbox,
            id, static_cast<std::int64_t>(content.octets()));
    return id;
}

Total total_of(Database& database, std::int64_t mailbox) {
    Query row = database.query("SELECT messages, octets FROM mailbox_total WHERE mailbox = ?", mailbox);
    if (!row.next()) return {};
    return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
}

Total total_of_all(Database& database) {
    Query row = database.query("SELECT sum(messages), sum(octets) FROM mailbox_total");
    row.next();
    return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
}

bool has_room(Database& database, std::int64_t mailbox, std::uint64_t octets, std::uint64_t quota) {
    if (quota == 0) return true;
    const std::uint64_t most_before = quota - std::min(quota, std::max<std::uint64_t>(octets, 1));
    Query full = database.query(
        "SELECT 1 FROM mailbox_total JOIN mailbox ON id = mailbox"
        " WHERE mailbox = ? AND messages > 0 AND octets > ? AND name <> 'postmaster'",
        mailbox,
        static_cast<std::int64_t>(std::min<std::uint64_t>(most_before, std::numeric_limits<std::int64_t>::max())));
    return !full.next();
}

View view_of(Database& database, std::int64_t mailbox) {
    // One statement, so that all of it is of one moment.
    Query row = database.query(
        "SELECT messages, octets, coalesce((SELECT max(content) FROM delivery WHERE mailbox = ?1), 0)"
        " FROM mailbox_total WHERE mailbox = ?1",
        mailbox);
    if (!row.next()) throw std::runtime_error("there is no such mailbox");
    return {mailbox,
            {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))},
            row.integer(2)};
}

std::vector<Message> list_messages(Database& database, const View& view, std::int64_t most, std::uint64_t behind,
                                   std::size_t skipped) {
    static const std::string from_start =
        "SELECT content, octets, token, (SELECT messages FROM mailbox_total WHERE mailbox = ?1)"
        "  - (SELECT count(*) FROM delivery WHERE mailbox = ?1 AND content > ?2)"
        " FROM delivery WHERE mailbox = ?1 AND content > ?3 AND content <= ?2 ORDER BY content LIMIT ?4 OFFSET ?5";
    static const std::string from_end = std::string(from_start).replace(from_start.find(" LIMIT"), 0, " DESC");
    // SQLite walks past what is skipped, so it begins at the nearer end.
    const std::uint64_t wanted = most < 0 ? view.total.messages : static_cast<std::uint64_t>(most);
    const bool backwards = behind == 0 && skipped > view.total.messages / 2 && skipped + wanted <= view.total.messages;
    const auto passed = static_cast<std::int64_t>(backwards ? view.total.messages - skipped - wanted : skipped);
    std::vector<Message> messages;
    Query row = database.query(backwards ? from_end : from_start, view.mailbox, view.newest,
                               static_cast<std::int64_t>(behind), most, passed);
    while (row.next()) {
        if (static_cast<std::uint64_t>(row.integer(3)) != view.total.messages)
            throw std::runtime_error("messages have been removed beside the maildrop's lock");
        const std::int64_t content = row.integer(0);
        messages.push_back({static_cast<std::uint64_t>(content), static_cast<std::uint64_t>(row.integer(1)),
                            unique_id(content, row.integer(2))});
    }
    if (backwards) std::ranges::reverse(messages);
    return messages;
}

std::vector<Copy> copies_of(Database& database, std::int64_t content) {
    std::vector<Copy> copies;
    Query row = database.query(
        "SELECT name, octets, token FROM delivery JOIN mailbox ON mailbox.id = mailbox WHERE content = ? ORDER BY name",
        content);
    while (row.next())
        copies.push_back({std::string(row.text(0)),
                          {static_cast<std::uint64_t>(content), static_cast<std::uint64_t>(row.integer(1)),
                           unique_id(content, row.integer(2))}});
    return copies;
}

std::optional<std::string> read_chunk(Database& database, std::int64_t content, std::uint64_t number) {
    Query row = database.query("SELECT data FROM chunk WHERE k = ?", chunk_key(content, number));
    if (!row.next()) return std::nullopt;
    return std::string(row.blob(0));
}

void delete_message(Database& database, std::int64_t mailbox, std::int64_t content) {
    database.execute("DELETE FROM delivery WHERE mailbox = ? AND content = ?", mailbox, content);
}

}  // namespace postlab::store
