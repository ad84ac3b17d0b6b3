// The letters that students send, as the MIME lab takes them apart.
#include "fuzz/fuzz.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "labs/course/mail/structured_field.h"
#include "shared/text/text_encoding.h"

namespace {

using namespace postlab;

void demand_text(const course::Part& part) {
    fuzz::demand(part.parts.empty() || part.decoded.empty(), "only a leaf has a content of its own");
    for (const course::Part& inner : part.parts) {
        fuzz::demand(inner.body.size() <= part.body.size(), "a part is in its whole");
        demand_text(inner);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string letter = course::unstuffed(fuzz::as_text(data, size));
    const course::Part message = course::parse_message(letter);
    demand_text(message);
    message.tree();
    for (const course::Flaw& flaw : {message.first_wrong(), message.first_remark()})
        fuzz::demand(flaw.note.empty() || flaw.at <= letter.size(), "a flaw is somewhere in the letter");
    for (const auto& [name, text, at] : message.headers) {
        course::decoded_header(text);
        course::structured_field(text);
    }
    for (const course::Part* leaf : message.leaves()) to_utf8(leaf->decoded, leaf->charset);
    return 0;
}
