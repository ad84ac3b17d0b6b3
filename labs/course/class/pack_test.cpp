#include "labs/course/class/pack.h"

#include <Poco/Zip/Compress.h>
#include <sys/resource.h>

#include <csignal>

#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::pack_test {

/// One student alone, with a lab that is solved.
struct PackedWork : ClassOnDisk {
    /// The last line of `lab verify`, and its exit status in front.
    std::string verified(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"lab", "verify", file.string(), "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        const int status = run_program(class_commands(), arguments, out, out);
        const std::string text = out.str().substr(0, out.str().size() - 1);
        return std::to_string(status) + " " + text.substr(text.rfind('\n') + 1);
    }

    PackedWork() {
        for (const char* other : {"s002", "s003"}) course.roster().remove(other);
        start("L02", "s001");
        solve_l02("s001");
    }
    /// course.db with what is still in the log of the one that is open.
    std::filesystem::path whole_course() {
        const auto copy = directory() / "copy.db";
        course.database().execute("VACUUM INTO ?", copy.string());
        return copy;
    }
    const std::filesystem::path file = directory() / "work.zip";
};

TEST_F(PackedWork, is_opened_checked_and_graded_again) {
    write_pack(course, file);
    const Unpacked pack = open_pack(file, labs);
    EXPECT_TRUE(pack.flaws.empty());
    EXPECT_TRUE(pack.grades.at({"s001", "L02"}).solved);
    EXPECT_EQ(hand_in_pack(course, "s001", pack), "");
    EXPECT_EQ(hand_in_pack(course, "s001", pack), "") << "once more";
    EXPECT_EQ(hand_in_pack(course, "s009", pack), "s001") << "a copy";
    EXPECT_EQ(verified(), "0 sound: no line of its record was changed, and the grades above are what it gives");
    Roster::Change change;
    change.added = {{"s009", "Bob", "", "", "en"}};
    course.roster().apply(change);
    EXPECT_EQ(verified({"--student", "s009", "--data", directory().string()}),
              "1 REJECTED: it is from the machine of s001");
}

TEST_F(PackedWork, shows_what_was_changed) {
    {
        store::Database record(store::transcript_path(directory()), store::Database::Checkpoints::none);
        record.execute("UPDATE block SET events = events || x'00' WHERE id = (SELECT max(id) FROM block)");
    }
    write_pack(course, file);
    const Unpacked pack = open_pack(file, labs);
    ASSERT_EQ(pack.flaws.size(), 1u);
    EXPECT_TRUE(has(pack.flaws[0].in_english(), "have been changed or replaced")) << pack.flaws[0].in_english();
    EXPECT_EQ(verified(), "1 REJECTED: its record is not as it was written");
}

TEST_F(PackedWork, is_of_one_student) {
    Roster::Change change;
    change.added = {{"s002", "Bob", "", "", "en"}};
    course.roster().apply(change);
    EXPECT_THROW(write_pack(course, file), std::runtime_error);
    std::ofstream(file) << "no zip";
    EXPECT_THROW(open_pack(file, labs), std::runtime_error);
}

/// A zip of these files, in this order.
void zip(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::filesystem::path>>& entries) {
    std::ofstream out(file, std::ios::binary);
    Poco::Zip::Compress zip(out, true);
    for (const auto& [name, from] : entries) zip.addFile(Poco::Path(from.string()), Poco::Path(name));
    zip.close();
}

/// What opening it says.
std::string refusal(const std::filesystem::path& file, const Labs& labs) {
    try {
        open_pack(file, labs);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

volatile std::sig_atomic_t wanted_more = 0;

TEST_F(PackedWork, takes_no_more_room_than_it_declares) {
    const auto zeros = directory() / "zeros", seals = directory() / "transcript.key";
    std::ofstream(zeros, std::ios::binary) << std::string(8 << 20, '\0');
    zip(file, {{"course.key", directory() / "course.key"},
               {"course.db", zeros},
               {"transcript.key", seals},
               {"transcripts.db", zeros}});
    std::string lying = contents(file);
    const std::string really("\0\0\x80\0", 4), declared("\0\x10\0\0", 4);
    std::size_t places = 0;
    for (std::size_t at = 0; (at = lying.find(really, at)) != lying.npos; ++places) lying.replace(at, 4, declared);
    ASSERT_GE(places, 4u) << "a header and an entry of the directory for each";
    std::ofstream(file, std::ios::binary) << lying;
    struct rlimit before {};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1 << 20, before.rlim_max};
    const auto handler = signal(SIGXFSZ, [](int) { wanted_more = 1; });
    setrlimit(RLIMIT_FSIZE, &small);
    const std::string said = refusal(file, labs);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    EXPECT_EQ(said, file.string() + " is damaged");
    EXPECT_FALSE(wanted_more);
}

TEST_F(PackedWork, is_refused_before_tables_are_asked_that_we_have_not_made) {
    write_pack(course, file);
    const auto foreign = directory() / "foreign.db";
    {
        store::Database database(foreign, store::Database::Checkpoints::none);
        database.execute(
            "CREATE VIEW conversation AS WITH RECURSIVE endless(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM "
            "endless) SELECT id FROM endless");
        database.execute("PRAGMA user_version = 3");
    }
    zip(file, {{"course.key", directory() / "course.key"},
               {"course.db", whole_course()},
               {"transcript.key", directory() / "transcript.key"},
               {"transcripts.db", foreign}});
    EXPECT_EQ(
        refusal(file, labs),
        file.string() +
            " can't be graded: transcripts.db has other tables than this postlab makes; pack it with the same version");
}

TEST_F(PackedWork, is_refused_by_its_name_when_a_database_in_it_is_none) {
    const auto bad = directory() / "bad", key = directory() / "course.key", seals = directory() / "transcript.key";
    std::ofstream(bad) << std::string(5000, 'x');
    zip(file, {{"course.key", key}, {"course.db", whole_course()}, {"transcript.key", seals}, {"transcripts.db", bad}});
    EXPECT_EQ(refusal(file, labs), file.string() + " can't be graded: file is not a database");
}

}  // namespace postlab::course::pack_test
