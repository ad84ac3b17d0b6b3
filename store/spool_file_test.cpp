#include "store/spool_file.h"

#include <gtest/gtest.h>

#include <system_error>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::store::spool_file_test {

struct Spooled : testing::Test {
    /// All pieces, one behind the other; each but the last is full.
    static std::string all(Pieces& pieces) {
        std::string text;
        for (std::uint64_t number = 0; number < pieces.count(); ++number) {
            const std::string_view piece = pieces.piece(number);
            if (number + 1 < pieces.count()) {
                EXPECT_EQ(piece.size(), chunk_octets) << number;
            }
            EXPECT_FALSE(piece.empty()) << number;
            text += piece;
        }
        return text;
    }
    static std::string octets(std::size_t count) {
        std::string text(count, 'x');
        for (std::size_t i = 0; i < count; i += 251) text[i] = static_cast<char>(i / 251);
        return text;
    }
    const TemporaryDirectory directory;
    SpoolFile file{directory.path()};
};

TEST_F(Spooled, blocks_come_back_from_any_octet_on) {
    EXPECT_TRUE(file.append("one") && file.append("") && file.append(std::string_view("\0two", 4)));
    EXPECT_EQ(file.octets(), 7u);
    std::string read = "> ";
    file.read(2, 3, read);
    EXPECT_EQ(read, std::string("> e\0t", 5));
    file.read(5, 100, read);
    EXPECT_EQ(read, std::string("> e\0two", 7));
    file.read(7, 1, read);
    EXPECT_EQ(read.size(), 7u) << "there is nothing behind the end";
}

TEST_F(Spooled, file_has_no_name) {
    EXPECT_TRUE(file.append("x"));
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST_F(Spooled, file_that_cannot_be_made_is_broken_for_good) {
    SpoolFile nowhere(directory.path() / "none");
    EXPECT_FALSE(nowhere.broken()) << "nothing was asked of it yet";
    EXPECT_FALSE(nowhere.append("x"));
    std::filesystem::create_directory(directory.path() / "none");
    EXPECT_FALSE(nowhere.append("y")) << "what came before is missing";
    EXPECT_TRUE(nowhere.broken());
    EXPECT_EQ(nowhere.octets(), 0u);
}

TEST_F(Spooled, content_is_cut_at_the_same_octets_wherever_it_is_held) {
    for (const std::size_t spooled : {std::size_t{0}, std::size_t{1}, chunk_octets - 1, chunk_octets, chunk_octets + 1})
        for (const std::size_t held : {std::size_t{0}, std::size_t{1}, chunk_octets - 1, 2 * chunk_octets}) {
            const std::string whole = octets(spooled + held);
            SpoolFile beginning(directory.path());
            ASSERT_TRUE(beginning.append(whole.substr(0, spooled)));
            const std::string rest = whole.substr(spooled);
            Pieces pieces(&beginning, rest);
            EXPECT_EQ(pieces.octets(), whole.size());
            EXPECT_TRUE(all(pieces) == whole) << spooled << " in the file, " << held << " in memory";
        }
}

TEST_F(Spooled, content_that_is_empty_has_no_piece) {
    EXPECT_EQ(Pieces(nullptr, "").count(), 0u);
    EXPECT_EQ(Pieces(nullptr, "x").count(), 1u);
    EXPECT_EQ(Pieces(nullptr, std::string(chunk_octets, 'x')).count(), 1u);
    EXPECT_EQ(Pieces(nullptr, std::string(chunk_octets + 1, 'x')).count(), 2u);
}

}  // namespace postlab::store::spool_file_test
