// The reader of mail against Python's email package: mime_vectors.txt says what that makes of the same octets.
#include <gtest/gtest.h>

#include <fstream>

#include "labs/course/lab/note_for_tests.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "labs/course/mail/structured_field.h"
#include "shared/text/text.h"

namespace postlab::course::vectors_test {

/// `\x0d` as an octet.
std::string without_escapes(std::string_view text) {
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text.substr(i).starts_with("\\x"))
            octets += *from_hex(text.substr(i + 2, 2)), i += 3;
        else
            octets += text[i];
    return octets;
}

/// What was read, in the lines of the file, and all that was said of it.
struct Reading {
    std::vector<std::string> lines;
    Note wrong, remark;
};

Reading reading_of_field(const std::string& text) {
    const StructuredField field = structured_field(text);
    Reading reading{{"value " + field.value}, field.wrong, field.remark};
    for (const auto& [name, value] : field.parameters) reading.lines.push_back("parameter " + name + " " + value);
    return reading;
}

Reading reading_of_text(const std::string& text) {
    const DecodedText decoded = decoded_header(text);
    return {{"means " + decoded.text}, decoded.wrong, decoded.remark};
}

Reading reading_of_message(const std::string& text) {
    const Part message = parse_message(text);
    Reading reading{{"tree " + message.tree()}, message.first_wrong().note, message.first_remark().note};
    for (const Part* leaf : message.leaves())
        reading.lines.push_back("leaf " + leaf->type + "|" + leaf->charset + "|" + leaf->name + "|" +
                                hex(leaf->decoded));
    return reading;
}

TEST(MimeVectors, are_read_as_python_reads_them_and_complained_of_where_they_are_broken) {
    std::ifstream in(std::string(POSTLAB_SOURCE_DIR) + "/labs/course/mail/mime_vectors.txt");
    std::string input;
    int count = 0;
    while (std::getline(in, input)) {
        const std::string kind = input.substr(0, input.find(' ')),
                          text = without_escapes(input.substr(kind.size() + 1));
        const Reading reading = kind == "field"  ? reading_of_field(text)
                                : kind == "text" ? reading_of_text(text)
                                                 : reading_of_message(text);
        std::vector<std::string> expected;
        std::string line, says;
        while (std::getline(in, line) && !line.empty())
            line.starts_with("says ") ? void(says = line.substr(5)) : expected.push_back(line);
        if (!expected.empty()) {
            EXPECT_EQ(reading.lines, expected) << input;
        }
        const std::string said = in_english(reading.wrong.empty() ? reading.remark : reading.wrong);
        EXPECT_TRUE(says.empty() ? said.empty() : said.find(says) != std::string::npos) << input << "\nsays " << said;
        ++count;
    }
    EXPECT_GT(count, 80);
}

}  // namespace postlab::course::vectors_test
