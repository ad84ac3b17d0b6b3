#include "shared/text/csv.h"

#include <gtest/gtest.h>

#include "shared/text/sayable_error.h"

namespace postlab::csv_test {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text) {
    CsvReader reader(text);
    Rows rows;
    for (std::vector<std::string> cells; reader.next(cells);) rows.push_back(cells);
    return rows;
}

TEST(CsvReader, takes_rows_with_any_line_end_and_none_at_the_end) {
    EXPECT_EQ(rows_of("a,b\r\nc,d\ne,f\rg,h"), (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}}));
    EXPECT_EQ(rows_of("a,b\r\n"), (Rows{{"a", "b"}}));
}

TEST(CsvReader, keeps_empty_cells_and_skips_rows_of_blanks_and_separators_only) {
    EXPECT_EQ(rows_of("\r\n,\n\na,,\n , \xC2\xA0\t,\n\n"), (Rows{{"a", "", ""}}));
    EXPECT_EQ(rows_of(""), Rows{});
    EXPECT_EQ(rows_of("\n\n"), Rows{});
}

TEST(CsvReader, takes_commas_quotes_and_line_ends_within_quotes) {
    EXPECT_EQ(rows_of("\"a,b\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",x\n"),
              (Rows{{"a,b", "say \"hi\""}, {"two\r\nlines", "x"}}));
    EXPECT_EQ(rows_of("a\"b,c"), (Rows{{"a\"b", "c"}})) << "a quote within a plain cell is one";
}

TEST(CsvReader, takes_the_separator_from_the_first_row) {
    EXPECT_EQ(rows_of("a;b\n1,5;2\n"), (Rows{{"a", "b"}, {"1,5", "2"}}));
    EXPECT_EQ(rows_of("a\tb\n1,5\t2\n"), (Rows{{"a", "b"}, {"1,5", "2"}}));
    EXPECT_EQ(rows_of("\"a;b\",c\n"), (Rows{{"a;b", "c"}})) << "one in quotes separates nothing";
    EXPECT_EQ(rows_of("alice,se;cr;et\n"), (Rows{{"alice", "se;cr;et"}})) << "nor do more of those that come later";
    EXPECT_EQ(rows_of("\r\na;b\n"), (Rows{{"a", "b"}}));
}

TEST(CsvReader, takes_the_separator_that_a_first_line_names) {
    EXPECT_EQ(rows_of("sep=;\r\na,b;c\r\n"), (Rows{{"a,b", "c"}}));
    EXPECT_EQ(rows_of("SEP=|\na|b\n"), (Rows{{"a", "b"}}));
    EXPECT_EQ(rows_of("sep=;"), Rows{});
}

TEST(CsvReader, takes_the_marks_and_encodings_that_spreadsheets_write) {
    EXPECT_EQ(rows_of("\xEF\xBB\xBFsep=;\na;\xD0\x96\n"), (Rows{{"a", "Ж"}}));
    using namespace std::string_view_literals;
    EXPECT_EQ(rows_of("\xFF\xFE"
                      "a\0,\0\x16\x04\r\0\n\0"sv),
              (Rows{{"a", "Ж"}}));
    CsvReader named("a,\xC6\n", "cp1251");
    std::vector<std::string> cells;
    ASSERT_TRUE(named.next(cells));
    EXPECT_EQ(cells[1], "Ж");
    EXPECT_EQ(named.encoding(), "cp1251");
    EXPECT_THROW(CsvReader("\xC6\n", "utf-8"), SayableError);
}

TEST(CsvReader, refuses_quotes_that_are_out_of_place) {
    EXPECT_THROW(rows_of("\"a,b\n"), SayableError);
    EXPECT_THROW(rows_of("\"a\"b,c\n"), SayableError);
}

TEST(CsvReader, knows_the_line_a_row_begins_on) {
    CsvReader reader("sep=,\r\na\r\n,\r\n\"b\r\nc\"\rd\n");
    std::vector<std::string> cells;
    for (const std::size_t row : {2u, 4u, 6u}) {
        ASSERT_TRUE(reader.next(cells));
        EXPECT_EQ(reader.row(), row) << cells[0];
    }
    EXPECT_FALSE(reader.next(cells));
}

TEST(TrimmedCell, has_no_blanks_of_any_kind_around_it) {
    EXPECT_EQ(trimmed_cell(" \xC2\xA0\t\xE3\x80\x80 a b\xE3\x80\x80\xC2\xA0\r"), "a b");
    EXPECT_EQ(trimmed_cell("\xC2\xA0"), "");
}

std::string written(const std::vector<std::string>& cells, char separator = ',') {
    CsvWriter writer(separator);
    writer.add(cells);
    return writer.text();
}

TEST(CsvWriter, quotes_what_must_be_quoted) {
    EXPECT_EQ(written({"plain", "a,b", "say \"hi\"", "two\nlines", ""}),
              "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
    EXPECT_EQ(written({"4,5", "a;b"}, ';'), "4,5;\"a;b\"\r\n");
    EXPECT_EQ(CsvWriter(';', true).text(), "\xEF\xBB\xBF");
}

TEST(CsvWriter, never_lets_a_cell_be_a_formula) {
    for (const char* cell : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠SUM(A1)"})
        EXPECT_EQ(written({cell}).find('\''), written({cell}).front() == '"' ? 1u : 0u) << cell;
    EXPECT_EQ(written({"=HYPERLINK(\"x\")"}), "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
    EXPECT_EQ(written({"a=b"}), "a=b\r\n");
}

TEST(CsvWriter, writes_what_the_reader_reads) {
    const std::vector<std::string> cells{"a;b", "\"", "two\r\nlines", "", " x "};
    EXPECT_EQ(rows_of(written(cells, ';')), Rows{cells});
}

}  // namespace postlab::csv_test
