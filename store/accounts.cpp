#include "store/accounts.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "shared/sasl/saslprep.h"
#include "shared/sasl/scram_keys.h"
#include "shared/system/digest.h"
#include "shared/system/thread.h"
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
    return text;
}

void check_name(const std::string& name) {
    if (!valid_mailbox_name(name)) throw AccountError("store.name"_sentence, {shown(name), mailbox_name_rule});
}

/// As it is kept, so that it is the same in whatever form it is typed (RFC 6856 2.2, RFC 5802 5.1).
std::string prepared_password(const std::string& password) {
    if (password.empty()) throw AccountError("store.no_password"_sentence, {});
    if (password.size() > longest_password)
        throw AccountError("store.long_password"_sentence, {std::to_string(longest_password)});
    if (password.find_first_of(std::string_view("\r\n\0", 3)) != password.npos)
        throw AccountError("store.password_lines"_sentence, {});
    const auto kept = sasl::prepared(password, sasl::Prepared::stored);
    if (!kept) throw AccountError("store.password_text"_sentence, {});
    return *kept;
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

std::vector<Digests> digests_of(const std::vector<Accounts::Wanted>& all, std::string_view salt_key,
                                const HowFar& tell) {
    std::vector<Digests> digests(all.size());
    on_every_core(
        all.size(),
        [&](std::size_t i) {
            if (!all[i].password.empty()) digests[i] = digests_of(all[i].name, all[i].password, salt_key);
        },
        tell);
    return digests;
}

CsvReader table_in(std::string_view csv, const std::string& encoding) {
    try {
        return CsvReader(csv, encoding);
    } catch (const SayableError& error) {
        throw AccountError(error.phrase());
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
    bool planted = false;

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
    row.take(prepared_password(password), apop, salt_key_);
    return reporting<AccountError>([&] {
        Transaction transaction(*database_);
        const bool known = find_mailbox_id(*database_, row.name).has_value();
        store(row);
        transaction.commit();
        return known ? Change::password_changed : Change::added;
    });
}

void Accounts::add(std::vector<Wanted> all, const HowFar& tell) {
    for (Wanted& wanted : all) {
        check_name(wanted.name);
        if (!wanted.password.empty()) wanted.password = prepared_password(wanted.password);
    }
    const std::vector<Digests> digests = digests_of(all, salt_key_, tell);
    reporting<AccountError>([&] {
        Transaction transaction(*database_);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (!digests[i].hash.empty() || !find_mailbox_id(*database_, all[i].name))
                store({all[i].name, digests[i], std::nullopt, Row::Effect::added});
        transaction.commit();
    });
}

void Accounts::plant(const std::string& typed, const std::string& typed_secret) {
    Row row{lower_case(typed), {}, std::nullopt, Row::Effect::added, true};
    check_name(row.name);
    const std::string secret = prepared_password(typed_secret);
    const auto refuse = [&] { throw AccountError("store.no_labs"_sentence, {shown(row.name)}); };
    reporting<AccountError>([&] {
        const auto before = find_account(*database_, row.name);
        if (before && !before->planted) refuse();
        if (before && before->apop_secret == secret) return;
        row.take(secret, Apop::keep_secret, salt_key_);
        Transaction transaction(*database_);
        const auto now = find_account(*database_, row.name);
        if (now && !now->planted) refuse();
        store(row);
        transaction.commit();
    });
}

void Accounts::store(const Row& row) {
    database_->execute(
        "INSERT INTO mailbox(name, password, scram, planted) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT(name) DO UPDATE SET password = ?2, scram = ?3, planted = ?4",
        row.name, row.digests.hash, row.digests.scram, std::int64_t{row.planted});
    if (row.apop_secret)
        database_->execute("UPDATE mailbox SET apop_secret = ? WHERE name = ?", *row.apop_secret, row.name);
    else
        database_->execute("UPDATE mailbox SET apop_secret = NULL WHERE name = ?", row.name);
}

bool Accounts::has_password(const std::string& name, const std::string& password) {
    return reporting<AccountError>([&] {
        const auto account = find_account(*database_, lower_case(name));
        return account && (account->apop_secret == password || verify_password(password, account->password));
    });
}

std::vector<Accounts::Entry> Accounts::list() {
    return reporting<AccountError>([&] {
        Query row = database_->query(
            "SELECT name, messages, octets, password <> '', apop_secret IS NOT NULL, planted"
            " FROM mailbox JOIN mailbox_total ON mailbox = id ORDER BY name");
        std::vector<Entry> entries;
        while (row.next())
            entries.push_back({std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
                               static_cast<std::uint64_t>(row.integer(2)), row.integer(3) != 0, row.integer(4) != 0,
                               row.integer(5) != 0});
        return entries;
    });
}

void Accounts::remove(const std::string& typed) {
    const std::string name = lower_case(typed);
    if (name == "postmaster") throw AccountError("store.postmaster"_sentence, {});
    reporting<AccountError>([&] {
        Transaction transaction(*database_);
        const auto id = find_mailbox_id(*database_, name);
        if (!id) throw AccountError("store.no_mailbox"_sentence, {shown(name)});
        const auto lock = locks_->take(*id);
        if (!lock) throw AccountError("store.open"_sentence, {name});
        database_->execute("DELETE FROM mailbox WHERE id = ?", *id);  // and its deliveries, and what only they held
        transaction.commit();
    });
}

Accounts::Imported Accounts::import(std::string_view csv, const std::string& encoding) {
    CsvReader table = table_in(csv, encoding);
    const std::vector<Row> rows = plan(table);  // hashes them all, before anybody has to wait for the transaction
    Imported imported{.encoding = table.encoding()};
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

std::vector<Accounts::Row> Accounts::plan(CsvReader& reader) {
    std::vector<Row> rows;
    std::map<std::string, std::size_t> seen;
    std::vector<std::string> fields;
    bool first_row = true;
    try {
        while (reader.next(fields)) {
            if (std::exchange(first_row, false) && are_headings(fields)) continue;
            rows.push_back(plan_row(fields));
            if (const auto [first, fresh] = seen.emplace(rows.back().name, reader.row()); !fresh)
                throw AccountError("store.row_before"_sentence, {rows.back().name, std::to_string(first->second)});
        }
    } catch (const std::exception& error) {
        throw AccountError("store.row"_sentence, {std::to_string(reader.row()), phrase_of(error)});
    }
    return rows;
}

Accounts::Row Accounts::plan_row(const std::vector<std::string>& fields) {
    if (fields.size() != 2 && fields.size() != 3) throw AccountError("store.columns"_sentence, {});
    const std::string name = lower_case(trimmed_cell(fields[0])),
                      third = fields.size() == 3 ? trimmed_cell(fields[2]) : "";
    if (!third.empty() && third != "apop" && third != "apop-only")
        throw AccountError("store.third"_sentence, {shown(third)});
    check_name(name);
    const std::string password = prepared_password(fields[1]);
    const Apop apop = third.empty() ? Apop::none : third == "apop" ? Apop::keep_secret : Apop::only;
    Row row{name, {}, std::nullopt, Row::Effect::added};
    if (const auto account = reporting<AccountError>([&] { return find_account(*database_, name); })) {
        const bool same_password =
            apop == Apop::only ? account->password.empty() : verify_password(password, account->password);
        const bool same_secret = account->apop_secret.value_or("") == (apop == Apop::none ? "" : password);
        row.effect = same_password && same_secret && !account->planted ? Row::Effect::unchanged : Row::Effect::changed;
    }
    if (row.effect != Row::Effect::unchanged) row.take(password, apop, salt_key_);
    return row;
}

}  // namespace postlab::store
