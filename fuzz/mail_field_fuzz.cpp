// What mail writes into header fields and bodies: structured fields, encoded-words, cut and encoded parameters, base64,
// quoted-printable, and how answers are folded.
#include <algorithm>

#include "fuzz/fuzz.h"
#include "labs/course/lab/words.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/structured_field.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace {

using namespace postlab;

bool is_utf8(std::string_view text) { return to_utf8(text, "utf-8").has_value(); }

/// What is said of a field repeats no more of it than fits into a sentence, but for names, which are cut off nowhere.
void demand_short(const course::Note& note) {
    fuzz::demand(note.key.size() < 100, "a note is one of ours");
    const auto text = note.values.find("text");
    fuzz::demand(text == note.values.end() || text->second.size() <= 60, "a field is not repeated as a whole");
}

void demand_field(std::string_view text) {
    const course::StructuredField field = course::structured_field(text);
    fuzz::demand(field.value == lower_case(field.value), "a value is in lower case");
    fuzz::demand(field.value.size() <= text.size(), "a value is in its field");
    for (const auto& [name, value] : field.parameters)
        fuzz::demand(name == lower_case(name), "names of parameters are in lower case");
    demand_short(field.wrong);
    demand_short(field.remark);
}

void demand_encodings(std::string_view text) {
    const course::DecodedText base64 = course::from_base64(text), quoted = course::from_quoted_printable(text);
    fuzz::demand(base64.text.size() <= text.size() * 3 / 4, "base64 makes less of it");
    fuzz::demand(quoted.text.size() <= text.size(), "quoted-printable doesn't make more of it");
    const course::DecodedText header = course::decoded_header(text);
    if (is_utf8(text)) fuzz::demand(is_utf8(header.text), "a decoded header is text");
    for (const course::DecodedText& decoded : {base64, quoted, header}) {
        demand_short(decoded.wrong);
        demand_short(decoded.remark);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::as_text(data, size);
    demand_field(input);
    demand_encodings(input);
    const std::string folded = course::folded(input);
    fuzz::demand_equal(folded, course::folded(folded), "what is folded stays so");
    const std::string_view bare = course::bare_word(input);
    fuzz::demand(bare.empty() || (bare.data() >= input.data() && bare.data() + bare.size() <= input.data() + size),
                 "a bare word is a part of the text");
    return 0;
}
