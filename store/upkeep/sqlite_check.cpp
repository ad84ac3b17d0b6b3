#include "store/upkeep/sqlite_check.h"

#include <algorithm>
#include <vector>

#include "store/sentences.h"

namespace postlab::store {
namespace {

constexpr const char* damage = "PRAGMA integrity_check(20)";

bool is_of_an_index(std::string_view found) {
    return found.find("missing from index") != found.npos || found.find("entries in index") != found.npos ||
           found.find("non-unique entry in index") != found.npos;
}

struct Rule {
    std::string name;
    const char* statement;
};

/// "CREATE TRIGGER name AFTER ...": the names that stand behind these words.
std::vector<Rule> rules_of(std::span<const char* const> schema) {
    std::vector<Rule> rules;
    for (const char* statement : schema)
        for (const std::string_view begins : {"CREATE INDEX ", "CREATE UNIQUE INDEX ", "CREATE TRIGGER "})
            if (const std::string_view text = statement; text.starts_with(begins)) {
                const std::string_view rest = text.substr(begins.size());
                rules.push_back({std::string(rest.substr(0, rest.find(' '))), statement});
            }
    return rules;
}

std::vector<Rule> missing_rules(Database& database, std::span<const char* const> schema) {
    std::vector<Rule> rules = rules_of(schema);
    std::erase_if(rules, [&](const Rule& rule) {
        return database.query("SELECT 1 FROM sqlite_master WHERE name = ?", rule.name).next();
    });
    return rules;
}

void look_for_damage(Database& database, Flaws& flaws) {
    Query row = database.query(damage);
    while (row.next()) {
        if (row.text(0) == "ok") continue;
        const bool index = is_of_an_index(row.text(0));
        const Phrase what("upkeep.damage"_sentence, {row.text(0)});
        flaws.push_back(
            {what, index ? Phrase("upkeep.index_again"_sentence) : Phrase("upkeep.take_backup"_sentence), index});
    }
}

}  // namespace

Flaws find_damage(Database& database) {
    Flaws flaws;
    try {
        look_for_damage(database, flaws);
    } catch (const DatabaseError& error) {  // where SQLite can't even look on
        if (error.code() != SQLITE_CORRUPT) throw;
        flaws.push_back({{"upkeep.damage"_sentence, {error.phrase()}}, "upkeep.take_backup"_sentence});
    }
    return flaws;
}

void mend_damage(Database& database) { database.execute("REINDEX"); }

Flaws find_missing_rules(Database& database, std::span<const char* const> schema) {
    Flaws flaws;
    for (const Rule& rule : missing_rules(database, schema))
        flaws.push_back({{"upkeep.no_rule"_sentence, {rule.name}}, "upkeep.rule_again"_sentence, true});
    return flaws;
}

void mend_missing_rules(Database& database, std::span<const char* const> schema) {
    for (const Rule& rule : missing_rules(database, schema)) database.execute(rule.statement);
}

std::int64_t one_number(Database& database, const char* sql) {
    Query row = database.query(sql);
    row.next();
    return row.integer(0);
}

std::int64_t last_given(Database& database, std::string_view table) {
    Query row = database.query("SELECT seq FROM sqlite_sequence WHERE name = ?", table);
    return row.next() ? row.integer(0) : 0;
}

void give_above(Database& database, std::string_view table, std::int64_t id) {
    if (last_given(database, table) >= id) return;
    database.execute("DELETE FROM sqlite_sequence WHERE name = ?", table);
    database.execute("INSERT INTO sqlite_sequence(name, seq) VALUES (?, ?)", table, id);
}

}  // namespace postlab::store
