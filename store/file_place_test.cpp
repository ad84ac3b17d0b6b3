#include "store/file_place.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::store::file_place_test {

struct Place : testing::Test {
    const TemporaryDirectory temporary;
    const std::filesystem::path file = temporary.path() / "file", other = temporary.path() / "other";
    Place() { std::ofstream(file) << "first"; }
};

TEST_F(Place, holds_while_the_file_is_written_to) {
    const FilePlace place(file);
    std::ofstream(file, std::ios::app) << "more";
    EXPECT_NO_THROW(place.expect_unchanged());
}

TEST_F(Place, is_lost_when_the_file_is_removed_moved_or_replaced) {
    const FilePlace place(file);
    std::filesystem::rename(file, other);
    EXPECT_THROW(place.expect_unchanged(), FileMoved);
    std::ofstream(file) << "another one";
    EXPECT_THROW(place.expect_unchanged(), FileMoved);
    std::filesystem::rename(other, file);
    EXPECT_NO_THROW(place.expect_unchanged()) << "it is back";
}

TEST_F(Place, of_a_file_that_is_not_there_yet_holds_whatever_comes) {
    const FilePlace place(other);
    EXPECT_NO_THROW(place.expect_unchanged());
    std::ofstream(other) << "new";
    EXPECT_NO_THROW(place.expect_unchanged());
}

TEST_F(Place, says_what_to_do) {
    const FilePlace place(file);
    std::filesystem::remove(file);
    try {
        place.expect_unchanged();
        FAIL();
    } catch (const FileMoved& error) {
        EXPECT_EQ(std::string(error.what()),
                  file.string() + " has been removed or replaced while it was open; put it back and restart");
    }
}

}  // namespace postlab::store::file_place_test
