#include "labs/text/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "labs/text/ink.h"

namespace postlab::labs::text_table_test {

TEST(TextTable, is_as_wide_as_what_stands_in_it) {
    TextTable table(
        {{"编号", TextTable::Align::right}, {"who", TextTable::Align::left}, {"n", TextTable::Align::right}});
    table.add({"7", "", "1"});
    table.add({"12345", "somebody", "22"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(), " 编号  who        n\n    7             1\n12345  somebody  22\n");
    std::ostringstream inked;
    look_at(inked, {true, true, 80});
    TextTable({{"who", TextTable::Align::left}}).print(inked);
    EXPECT_EQ(inked.str(), "\x1b[1mwho\x1b[0m\n");
}

}  // namespace postlab::labs::text_table_test
