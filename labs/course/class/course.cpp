#include "labs/course/class/course.h"

#include <set>

#include "labs/course/lab/tokens.h"
#include "labs/course/roster/course_database.h"
#include "labs/language/sentences.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"
#include "shared/text/sayable_error.h"
#include "store/data_directory.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

constexpr std::size_t key_octets = 32;

std::filesystem::path key_path(const std::filesystem::path& directory) { return directory / "course.key"; }

std::string read_key(const std::filesystem::path& directory) {
    std::string key = read_file(key_path(directory));
    if (key.size() != key_octets) throw SayableError("course.bad_key"_sentence, {key_path(directory).string()});
    return key;
}

}  // namespace

bool Course::exists(const std::filesystem::path& directory) {
    return std::filesystem::exists(course_path(directory)) && std::filesystem::exists(key_path(directory));
}

Course Course::open(const std::filesystem::path& directory) {
    if (!exists(directory)) throw SayableError("course.none"_sentence, {directory.string()});
    return {directory, read_key(directory), open_course(directory)};
}

Course Course::open_or_make(const std::filesystem::path& directory) {
    store::check_directory(directory);
    if (!std::filesystem::exists(key_path(directory))) {
        if (std::filesystem::exists(course_path(directory))) read_key(directory);  // says that it is missing
        // Of two processes that start at once, one makes it and both read it.
        (void)create_file(key_path(directory), random_octets(key_octets), for_its_owner, Sync::yes);
    }
    return {directory, read_key(directory), open_course(directory)};
}

std::string Course::setting(const char* name, const std::string& usual) {
    store::Query row = database_->query("SELECT value FROM setting WHERE name = ?", std::string_view(name));
    return row.next() ? std::string(row.text(0)) : usual;
}

void Course::set(const char* name, const std::string& value) {
    database_->execute("INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)", std::string(name), value);
}

std::string Course::domain() { return setting("domain", MailServer().domain); }

void Course::set_domain(const std::string& domain) {
    if (domain != this->domain()) set("domain", domain);
}

MailServer Course::server() {
    const MailServer usual;
    return {setting("host", usual.host), setting("smtp", usual.smtp), setting("pop3", usual.pop3), domain(),
            setting("pop2", usual.pop2), setting("page", usual.page)};
}

void Course::set_server(const MailServer& server) {
    store::Transaction transaction(*database_);
    set("host", server.host);
    set("smtp", server.smtp);
    set("pop3", server.pop3);
    set("pop2", server.pop2);
    set("page", server.page);
    set_domain(server.domain);
    transaction.commit();
}

bool Course::exam() { return database_->query("SELECT 1 FROM setting WHERE name = 'exam'").next(); }

void Course::set_exam(bool on) {
    if (on)
        database_->execute("INSERT OR IGNORE INTO setting(name, value) VALUES ('exam', 'on')");
    else
        database_->execute("DELETE FROM setting WHERE name = 'exam'");
}

std::vector<std::string> mailboxes_of(const Labs& labs) {
    std::set<std::string> names{"course"};
    for (std::string_view decoy : decoys) names.emplace(decoy);
    for (const Lab& lab : labs.labs) names.insert(lab.mailboxes.begin(), lab.mailboxes.end());
    return {names.begin(), names.end()};
}

}  // namespace postlab::course
