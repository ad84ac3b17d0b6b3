#include "labs/text/pager.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "shared/system/file.h"

namespace postlab::labs::pager_test {

/// A file in a terminal's place: it has no size, so it is taken for the usual 24 rows.
struct Paged : testing::Test {
    const std::string file = testing::TempDir() + "postlab_pager.txt";
    const int terminal = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    ~Paged() override { close(terminal); }

    std::string printed(const char* pager, std::size_t lines) {
        setenv("PAGER", pager, 1);
        const int before = dup(STDOUT_FILENO);
        dup2(terminal, STDOUT_FILENO);  // which a pager prints to
        {
            Pager screen(terminal);
            std::ostream out(&screen);
            for (std::size_t line = 1; line <= lines; ++line) out << line << "\n";
        }
        dup2(before, STDOUT_FILENO);
        close(before);
        return read_text(file);
    }
};

std::string numbers(std::size_t lines, const std::string& front = "") {
    std::string text;
    for (std::size_t line = 1; line <= lines; ++line) text += front + std::to_string(line) + "\n";
    return text;
}

TEST_F(Paged, is_what_is_longer_than_the_terminal) { EXPECT_EQ(printed("sed 's/^/# /'", 100), numbers(100, "# ")); }

TEST_F(Paged, is_nothing_that_fits) { EXPECT_EQ(printed("sed 's/^/# /'", 23), numbers(23)); }

TEST_F(Paged, is_nothing_without_a_pager) { EXPECT_EQ(printed("", 100), numbers(100)); }

TEST_F(Paged, may_be_left_early) { EXPECT_EQ(printed("head -n 2", 1'000'000), numbers(2)); }

}  // namespace postlab::labs::pager_test
