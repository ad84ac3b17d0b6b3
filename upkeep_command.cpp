#include "upkeep_command.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "labs/course/roster/course_check.h"
#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "store/data_directory.h"
#include "store/transcript/transcript_reader.h"
#include "store/upkeep/backup.h"
#include "store/upkeep/mail_check.h"
#include "store/upkeep/record_check.h"
#include "store/upkeep/restore.h"

namespace postlab {

namespace {

using labs::operator""_sentence;
namespace fs = std::filesystem;

int backup(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const labs::Language& language = labs::language_in(line);
    const fs::path directory = data_directory(line), file = line.word(0);
    const store::BackupMade made = store::make_backup(directory, file);
    const Poco::Timestamp moment(microseconds_of(made.of));
    out << language.say("fsck.made"_sentence, {file.string(), directory.string(),
                                               Poco::DateTimeFormatter::format(moment, "%Y-%m-%dT%H:%M:%sZ"),
                                               std::to_string(made.files), std::to_string(made.octets)})
        << "\n";
    err << language.say("fsck.guard"_sentence) << "\n";
    return 0;
}

int restore(const CommandLine& line, std::ostream& out, std::ostream&) {
    const labs::Language& language = labs::language_in(line);
    const fs::path directory = data_directory(line);
    const store::Restored restored = store::restore_backup(line.word(0), directory, line.has("replace"));
    out << language.say("fsck.restored"_sentence, {directory.string(), restored.of}) << "\n";
    if (!restored.aside.empty()) out << language.say("fsck.aside"_sentence, {restored.aside.string()}) << "\n";
    return 0;
}

/// What is wrong, with the file that it is in.
using Found = std::vector<std::pair<std::string, store::Flaw>>;

/// A file that can't be read to its end has that as one more flaw.
void look_into(const std::string& file, Found& found, const std::function<store::Flaws()>& find) {
    try {
        for (store::Flaw& flaw : find()) found.emplace_back(file, std::move(flaw));
    } catch (const SayableError& error) {
        found.emplace_back(file,
                           store::Flaw{{"fsck.failed"_sentence, {error.phrase()}}, "upkeep.take_backup"_sentence});
    }
}

Found find_all(const fs::path& directory, store::Database& mail) {
    Found found;
    look_into("transcripts.db", found, [&] { return store::find_record_flaws(directory); });
    look_into("maildrop.db", found,
              [&] { return store::find_mail_flaws(mail, store::highest_recorded_message(directory)); });
    look_into("course.db", found, [&] { return course::find_course_flaws(directory, mail); });
    return found;
}

void mend_all(const fs::path& directory, store::Database& mail) {
    const store::NoServer none(directory);
    store::mend_mail(mail, store::highest_recorded_message(directory));
    store::mend_record(directory);
    course::mend_course(directory);
}

void print(const Found& found, const Sentence& remedy, std::ostream& out, const labs::Language& language) {
    for (const auto& [file, flaw] : found)
        out << language.say("fsck.flaw"_sentence, {file, flaw.what}) << "\n    "
            << language.say(flaw.mendable ? remedy : "fsck.by_hand"_sentence, {flaw.remedy}) << "\n";
}

std::string letters_in(store::Database& mail) {
    store::Query row = mail.query("SELECT count(*) FROM content");
    row.next();
    return std::to_string(row.integer(0));
}

std::string conversations_in(const fs::path& directory) {
    if (!store::has_transcripts(directory) || store::has_older_transcripts(directory)) return "0";
    return std::to_string(store::TranscriptReader(directory).conversations(~std::uint32_t{0}).size());
}

int fsck(const CommandLine& line, std::ostream& out, std::ostream&) {
    const labs::Language& language = labs::language_in(line);
    const fs::path directory = data_directory(line);
    if (!fs::exists(directory / "maildrop.db")) throw SayableError("upkeep.no_mail"_sentence, {directory.string()});
    store::MaildropLocks locks(directory);
    const auto mail = store::open_database(directory, locks, store::Database::Checkpoints::none);
    Found found = find_all(directory, *mail);
    const std::string mendable =
        std::to_string(std::ranges::count_if(found, [](const auto& one) { return one.second.mendable; }));
    const bool repair = line.has("repair") && mendable != "0";
    if (repair) mend_all(directory, *mail);
    print(found, repair ? "fsck.mended"_sentence : "fsck.would"_sentence, out, language);
    if (repair) found = find_all(directory, *mail);
    const std::string count = std::to_string(found.size());
    if (found.empty())
        out << language.say("fsck.sound"_sentence,
                            {directory.string(), letters_in(*mail), conversations_in(directory)});
    else if (line.has("repair"))
        out << language.say("fsck.left"_sentence, {directory.string(), count});
    else
        out << language.say("fsck.wrong"_sentence, {directory.string(), count, mendable});
    out << "\n";
    return found.empty() ? 0 : 1;
}

}  // namespace

std::vector<ProgramCommand> upkeep_commands() {
    return {
        {"backup",
         "FILE",
         "a data directory in one file, also while servers are at work",
         {labs::language_option, data_option},
         "postlab backup /media/disk/postlab-monday.zip",
         backup,
         "Mail, record and course are of one moment: what had been promised before it is in the file. It is a zip with "
         "the keys in it, for its owner alone, and is never written over. It needs room beside it for a copy of all."},
        {"restore",
         "FILE",
         "makes a data directory again what it was when the backup was made",
         {{"replace", "", "also where there is something: that is put aside, in a folder before-restore-... in DIR"},
          labs::language_option,
          data_option},
         "postlab restore /media/disk/postlab-monday.zip --replace",
         restore,
         "All of it or nothing, whenever the machine stops. No server may have the directory meanwhile. The backup is "
         "checked before anything is touched."},
        {"fsck",
         "",
         "looks whether mail, record and course are as they should be",
         {{"repair", "", "mends what can be mended; no server may have the directory meanwhile"},
          labs::language_option,
          data_option},
         "postlab fsck",
         fsck,
         "The exit status is 0 when nothing is wrong, or nothing any more. --repair deletes nothing that can be read: "
         "a "
         "letter without a maildrop goes to postmaster's, and what a letter has lost is replaced by as many octets "
         "that "
         "say so. It doesn't change the record, which is evidence, beyond its indexes and counts. Make a backup "
         "first."},
    };
}

}  // namespace postlab
