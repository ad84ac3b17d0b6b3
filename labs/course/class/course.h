#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "labs/course/lab/labs.h"
#include "labs/course/roster/mail_server.h"
#include "labs/course/roster/roster.h"
#include "store/database.h"

namespace postlab::course {

/// A data directory with a roster: course.db and course.key. For one thread; several processes may have it open.
class Course {
public:
    static bool exists(const std::filesystem::path& directory);
    /// Throws std::runtime_error when there is none, with what makes one.
    static Course open(const std::filesystem::path& directory);
    /// Opens it, or makes an empty one: the directory, course.db, and course.key for its owner alone.
    static Course open_or_make(const std::filesystem::path& directory);

    const std::filesystem::path& directory() const { return directory_; }
    const std::string& key() const { return key_; }  ///< 32 octets; whoever has them can sign receipts
    store::Database& database() { return *database_; }
    Roster roster() { return Roster(*database_); }

    /// What the server calls itself; addresses in labs end in it. A server that serves the course says so itself.
    std::string domain();
    void set_domain(const std::string& domain);
    /// As the class is to call it, on cards and sheets.
    MailServer server();
    void set_server(const MailServer& server);

    /// While an exam is on, students are told what holds and nothing more, neither by status and hints nor in replies,
    /// and the desk begins no attempts. What the teacher types works as ever.
    bool exam();
    void set_exam(bool on);

private:
    std::string setting(const char* name, const std::string& usual);
    void set(const char* name, const std::string& value);

    Course(std::filesystem::path directory, std::string key, std::unique_ptr<store::Database> database)
        : directory_(std::move(directory)), key_(std::move(key)), database_(std::move(database)) {}

    std::filesystem::path directory_;
    std::string key_;
    std::unique_ptr<store::Database> database_;
};

/// The mailboxes of a course that are nobody's: the desk `course`, the decoys, and those that labs ask for.
std::vector<std::string> mailboxes_of(const Labs& labs);

}  // namespace postlab::course
