#include "store/csv.h"

#include <gtest/gtest.h>

#include <sstream>

namespace postlab::store::csv_test {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& text) {
    std::istringstream in(text);
    CsvReader reader(in);
    Rows rows;
    for (std::vector<std::string> fields; reader.next(fields);) rows.push_back(fields);
    return rows;
}

TEST(CsvReader, takes_rows_with_either_line_end_and_none_at_the_end) {
    EXPECT_EQ(rows_of("a,b\r\nc,d\ne,f"), (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}}));
    EXPECT_EQ(rows_of("a,b\r\n"), (Rows{{"a", "b"}}));
}

TEST(CsvReader, keeps_empty_fields_and_skips_empty_lines) {
    EXPECT_EQ(rows_of("\r\n,\n\na,,\n\n"), (Rows{{"", ""}, {"a", "", ""}}));
    EXPECT_EQ(rows_of(""), Rows{});
    EXPECT_EQ(rows_of("\n\n"), Rows{});
}

TEST(CsvReader, takes_commas_quotes_and_line_ends_within_quotes) {
    EXPECT_EQ(rows_of("\"a,b\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",x\n"),
              (Rows{{"a,b", "say \"hi\""}, {"two\r\nlines", "x"}}));
    EXPECT_EQ(rows_of("a\"b,c"), (Rows{{"a\"b", "c"}})) << "a quote within a plain field is one";
}

TEST(CsvReader, skips_the_mark_that_spreadsheets_write) {
    EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                      "a,b\n"),
              (Rows{{"a", "b"}}));
}

TEST(CsvReader, refuses_quotes_that_are_out_of_place) {
    EXPECT_THROW(rows_of("\"a,b\n"), std::invalid_argument);
    EXPECT_THROW(rows_of("\"a\"b,c\n"), std::invalid_argument);
}

TEST(CsvReader, knows_the_line_a_row_begins_on) {
    std::istringstream in("a\n\n\"b\nc\"\nd\n");
    CsvReader reader(in);
    std::vector<std::string> fields;
    for (const std::size_t row : {1u, 3u, 5u}) {
        ASSERT_TRUE(reader.next(fields));
        EXPECT_EQ(reader.row(), row);
    }
    EXPECT_FALSE(reader.next(fields));
}

}  // namespace postlab::store::csv_test
