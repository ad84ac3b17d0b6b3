// Lines out of bytes: the first byte chooses the cutting, the second the longest line and the wire profile.
#include "fuzz/fuzz.h"
#include "shared/wire/line_reader.h"

namespace {

using namespace postlab;

struct Read {
    std::string lines, answers;
    bool bare_lf_only;
    bool operator==(const Read&) const = default;
};

Read read(const std::vector<std::string_view>& pieces, std::size_t longest, WireProfile profile) {
    LineReader reader(longest, profile);
    Read read{};
    for (std::string_view piece : pieces)
        while (auto line = reader.take(piece)) {
            fuzz::demand(line->text.size() <= longest, "a line is kept up to its limit");
            fuzz::demand(line->too_long == (line->octets > longest), "too long is what has more octets");
            fuzz::demand(line->text.find('\n') == std::string_view::npos, "a line has no LF in it");
            read.lines.append(line->text).append(1, '\n').append(line->raw);
            read.lines += "crn"[static_cast<int>(line->end)];
            for (bool sign : {line->edited, line->byte_order_mark, line->interrupted}) read.lines += sign ? '+' : '-';
            if (line->plain)
                fuzz::demand(line->raw == std::string(line->text) + "\r\n", "a plain line is as it crossed the wire");
            read.lines += line->too_long ? " too long " : " ";
            read.lines += std::to_string(line->octets) + "\n";
        }
    read.answers = reader.take_answers();
    read.bare_lf_only = reader.bare_lf_only();
    return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    unsigned char how = fuzz::take_byte(input);
    unsigned char second = fuzz::take_byte(input);
    std::size_t longest = 2 + second % 64;
    WireProfile profile = second & 0x80 ? WireProfile::strict : WireProfile::classroom;
    fuzz::demand(read(fuzz::cut(input, how), longest, profile) == read(fuzz::cut(input, 0), longest, profile),
                 "however the input is cut, the same lines come out");
    return 0;
}
