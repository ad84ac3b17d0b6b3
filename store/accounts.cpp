#include "store/accounts.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <stdexcept>
#include <thread>
#include <utility>

#include "shared/sasl/scram_keys.h"
#include "shared/system/digest.h"
#include "shared/text/csv.h"
#include "shared/text/text.h"
#include "store/mail_tables.h"
#include "store/mailbox_name.h"

namespace postlab::store {
namespace {

/// "PASS " and CRLF leave so much of a POP3 command's 255 octets (RFC 2449 4).
constexpr std::size_t longest_password = 248;

/// Fit for an error message of one line.
std::string shown(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = '?';
    return "'" + text + "'";
}

void check_name(const std::string& name) {
    if (!valid_mailbox_name(name))
        throw AccountError(shown(name) + " can't be a mailbox's name: " + std::string(mailbox_name_rule));
}

void check_password(const std::string& password) {
    if (password.empty()) throw AccountError("the password is empty");
    if (password.size() > longest_password)
        throw AccountError("the password is longer than the " + std::to_string(longest_password) +
                           " octets that a POP3 command has room for");
    if (password.find_first_of(std::string_view("\r\n\0", 3)) != password.npos)
        throw AccountError("a password can't have a line end or a NUL in it: no client could send it");
}

}  // namespace

/// What is kept of a password, but for the secret itself.
struct Digests {
    std::string hash, scram;
};

namespace {
Digests digests_of(std::string_view name, std::string_view password, std::string_view salt_key) {
    return {hash_password(password), in_text(sasl::make_scram_keys(password, salt_of(name, salt_key)))};
}

/// Hashes take their time on purpose, so every core takes its share of them.
std::vector<Digests> digests_of(const std::vector<Accounts::Wanted>& all, std::string_view salt_key) {
    std::vector<Digests> digests(all.size());
    std::atomic<std::size_t> next = 0;
    auto work = [&] {
        for (std::size_t i; (i = next++) < all.size();)
            if (!all[i].password.empty()) digests[i] = digests_of(all[i].name, all[i].password, salt_key);
    };
    std::vector<std::future<void>> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        threads.push_back(std::async(std::launch::async, work));
    for (auto& thread : threads) thread.get();
    return digests;
}

CsvReader table_in(std::string_view csv, const std::string& encoding) {
    try {
        return CsvReader(csv, encoding);
    } catch (const std::invalid_argument& error) {
        throw AccountError(error.what());
    }
}

/// "password" beside what spreadsheets of users call their names.
bool are_headings(const std::vector<std::string>& cells) {
    if (cells.size() < 2 || lower_case(trimmed_cell(cells[1])) != "password") return false;
    const std::string first = lower_case(trimmed_cell(cells[0]));
    return first == "name" || first == "user" || first == "username" || first == "login";
}

}  // namespace

/// What one row of an import asks for.
struct Accounts::Row {
    std::string name;
    Digests digests;
    std::optional<std::string> apop_secret;
    enum class Effect { added, changed, unchanged } effect;

    void take(const std::string& password, Apop apop, std::string_view salt_key) {
        digests = digests_of(name, password, salt_key);
        if (apop == Apop::only) digests.hash.clear();
        if (apop != Apop::none) apop_secret = password;
    }
};

Accounts::Accounts(const std::filesystem::path& directory) : directory_(directory) {
    check_directory(directory_);
    locks_ = std::make_unique<MaildropLocks>(directory_);
    database_ = open_database(directory_, *locks_, Database::Checkpoints::none);
    salt_key_ = reporting<AccountError>([&] { return salt_key(*database_); });
}

Accounts::Change Accounts::add(const std::string& name, const std::string& password, Apop apop) {
    Row row{lower_case(name), {}, std::nullopt, Row::Effect::changed};
    check_name(row.name);
    check_password(password);
    row.take(password, apop, salt_key_);
    return reporting<AccountError>([&] {
        Transaction transaction(*database_);
        const bool known = find_mailbox_id(*database_, row.name).has_value();
        store(row);
        transaction.commit();
        return known ? Change::password_changed : Change::added;
    });
}

void Accounts::add(const std::vector<Wanted>& all) {
    for (const Wanted& wanted : all) {
        check_name(wanted.name);
        if (!wanted.password.empty()) check_password(wanted.password);
    }
    const std::vector<Digests> digests = digests_of(all, salt_key_);
    reporting<AccountError>([&] {
        Transaction transaction(*database_);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (!digests[i].hash.empty() || !find_mailbox_id(*database_, all[i].name))
                store({all[i].name, digests[i], std::nullopt, Row::Effect::added});
        transaction.commit();
    });
}

void Accounts::store(const Row& row) {
    database_->execute(
        "INSERT INTO mailbox(name, password, scram) VALUES (?1, ?2, ?3)"
        " ON CONFLICT(name) DO UPDATE SET password = ?2, scram = ?3",
        row.name, row.digests.hash, row.digests.scram);
    if (row.apop_secret)
        database_->execute("UPDATE mailbox SET apop_secret = ? WHERE name = ?", *row.apop_secret, row.name);
    else
        database_->execute("UPDATE mailbox SET apop_secret = NULL WHERE name = ?", row.name);
}

std::vector<Accounts::Entry> Accounts::list() {
    return reporting<AccountError>([&] {
        Query row = database_->query(
            "SELECT name, count(content), coalesce(sum(octets), 0), password <> '', apop_secret IS NOT NULL"
            " FROM mailbox LEFT JOIN delivery ON delivery.mailbox = mailbox.id GROUP BY mailbox.id ORDER BY name");
        std::vector<Entry> entries;
        while (row.next())
            entries.push_back({std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
                               static_cast<std::uint64_t>(row.integer(2)), row.integer(3) != 0, row.integer(4) != 0});
        return entries;
    });
}

void Accounts::remove(const std::string& typed) {
    const std::string name = lower_case(typed);
    if (name == "postmaster") throw AccountError("postmaster stays: every mail server has one (RFC 5321 4.5.1)");
    reporting<AccountError>([&] {
        Transaction transaction(*database_);
        const auto id = find_mailbox_id(*database_, name);
        if (!id) throw AccountError("there is no mailbox " + shown(name));
        const auto lock = locks_->take(*id);
        if (!lock) throw AccountError("a session has " + name + "'s maildrop open; try again when it has ended");
        database_->execute("DELETE FROM mailbox WHERE id = ?", *id);  // and its deliveries, and what only they held
        transaction.commit();
    });
}

Accounts::Imported Accounts::import(std::string_view csv, const std::string& encoding) {
    const std::vector<Row> rows =
        plan(csv, encoding);  // hashes them all, before anybody has to wait for the transaction
    Imported imported{};
    reporting<AccountError>([&] {
        Transaction transaction(*database_);
        for (const Row& row : rows) {
            if (row.effect != Row::Effect::unchanged) store(row);
            imported.added += row.effect == Row::Effect::added;
            imported.changed += row.effect == Row::Effect::changed;
            imported.unchanged += row.effect == Row::Effect::unchanged;
        }
        transaction.commit();
    });
    return imported;
}

std::vector<Accounts::Row> Accounts::plan(std::string_view csv, const std::string& encoding) {
    std::vector<Row> rows;
    std::map<std::string, std::size_t> seen;
    CsvReader reader = table_in(csv, encoding);
    std::vector<std::string> fields;
    bool first_row = true;
    try {
        while (reader.next(fields)) {
            if (std::exchange(first_row, false) && are_headings(fields)) continue;
            rows.push_back(plan_row(fields));
            if (const auto [first, fresh] = seen.emplace(rows.back().name, reader.row()); !fresh)
                throw AccountError(rows.back().name + " is in row " + std::to_string(first->second) + " already");
        }
    } catch (const std::exception& error) {
        throw AccountError("row " + std::to_string(reader.row()) + ": " + error.what() + "; nothing was imported");
    }
    return rows;
}

Accounts::Row Accounts::plan_row(const std::vector<std::string>& fields) {
    if (fields.size() != 2 && fields.size() != 3) throw AccountError("a row is name,password or name,password,apop");
    const std::string name = lower_case(trimmed_cell(fields[0])), &password = fields[1],
                      third = fields.size() == 3 ? trimmed_cell(fields[2]) : "";
    if (!third.empty() && third != "apop" && third != "apop-only")
        throw AccountError("the third field is 'apop', 'apop-only' or empty, not " + shown(third));
    check_name(name);
    check_password(password);
    const Apop apop = third.empty() ? Apop::none : third == "apop" ? Apop::keep_secret : Apop::only;
    Row row{name, {}, std::nullopt, Row::Effect::added};
    if (const auto account = reporting<AccountError>([&] { return find_account(*database_, name); })) {
        const bool same_password =
            apop == Apop::only ? account->password.empty() : verify_password(password, account->password);
        const bool same_secret = account->apop_secret.value_or("") == (apop == Apop::none ? "" : password);
        row.effect = same_password && same_secret ? Row::Effect::unchanged : Row::Effect::changed;
    }
    if (row.effect != Row::Effect::unchanged) row.take(password, apop, salt_key_);
    return row;
}

}  // namespace postlab::store
