#include "labs/text/out_file.h"

#include <gtest/gtest.h>

#include <sstream>

#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::labs::out_file_test {

struct OutFile : testing::Test {
    const TemporaryDirectory folder;
    std::ostringstream screen;
};

TEST_F(OutFile, without_a_name_is_the_screen) {
    write_out("", "text\n", screen);
    EXPECT_EQ(screen.str(), "text\n");
}

TEST_F(OutFile, with_a_name_gets_the_text_and_the_screen_nothing) {
    const std::string file = (folder.path() / "x").string();
    write_out(file, "first, and longer\n", screen);
    write_out(file, "second\n", screen);
    EXPECT_EQ(read_file(file), "second\n");
    EXPECT_EQ(screen.str(), "");
}

TEST_F(OutFile, may_be_a_link_and_what_it_leads_to_is_written) {
    const auto real = folder.path() / "real", link = folder.path() / "link";
    replace_file(real, "before\n");
    std::filesystem::create_symlink("real", link);
    write_out(link.string(), "text\n", screen);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(read_file(real), "text\n");
}

TEST_F(OutFile, that_cannot_be_written_says_so) {
    EXPECT_THROW(write_out((folder.path() / "no" / "x").string(), "text\n", screen), FileError);
}

}  // namespace postlab::labs::out_file_test
