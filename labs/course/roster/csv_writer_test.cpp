#include "labs/course/roster/csv_writer.h"

#include <gtest/gtest.h>

namespace postlab::course::csv_writer_test {

TEST(CsvWriter, quotes_what_must_be_quoted) {
    EXPECT_EQ(csv_row({"plain", "a,b", "say \"hi\"", "two\nlines", ""}),
              "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
    EXPECT_EQ(csv_row({"4,5", "a;b"}, ';'), "4,5;\"a;b\"\r\n");
}

TEST(CsvWriter, never_lets_a_cell_be_a_formula) {
    for (const char* cell : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠SUM(A1)"})
        EXPECT_EQ(csv_cell(cell).find('\''), csv_cell(cell).front() == '"' ? 1u : 0u) << cell;
    EXPECT_EQ(csv_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    EXPECT_EQ(csv_cell("a=b"), "a=b");
}

}  // namespace postlab::course::csv_writer_test
