// Dot-stuffing in both directions: the first byte chooses the cutting, the second whether it is a bare-LF session.
#include "fuzz/fuzz.h"
#include "shared/wire/dot_stuffing.h"

namespace {

using namespace postlab;

std::string encoded(const std::vector<std::string_view>& pieces) {
    DotEncoder encoder;
    std::string wire;
    for (std::string_view piece : pieces) encoder.append(piece, wire);
    encoder.finish(wire);
    return wire;
}

struct Decoded {
    std::string content, behind;
    bool ended = false, mixed = false;
    bool operator==(const Decoded&) const = default;
};

Decoded decoded(const std::vector<std::string_view>& pieces, bool bare_lf) {
    DotDecoder decoder(bare_lf);
    Decoded result;
    for (std::string_view piece : pieces) {
        if (!result.ended) result.ended = decoder.append(piece, result.content);
        result.behind += piece;
    }
    result.mixed = decoder.mixed_line_ends();
    return result;
}

bool has_bare_line_end(std::string_view content) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] == '\n' && (i == 0 || content[i - 1] != '\r')) return true;
        if (content[i] == '\r' && (i + 1 == content.size() || content[i + 1] != '\n')) return true;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    unsigned char how = fuzz::take_byte(input);
    bool bare_lf = fuzz::take_byte(input) & 1;

    std::string wire = encoded(fuzz::cut(input, how));
    fuzz::demand(wire == encoded(fuzz::cut(input, 0)), "however the content is cut, the same goes over the wire");
    std::string content(input);
    if (!content.empty() && !content.ends_with("\r\n")) content += "\r\n";
    Decoded back = decoded(fuzz::cut(wire, how), false);
    fuzz::demand(back.ended && back.behind.empty(), "the end is where the encoder put it");
    fuzz::demand(back.content == content, "what was encoded is decoded again");
    fuzz::demand(back.mixed == has_bare_line_end(content), "bare line ends are noticed, and only those");

    Decoded cut = decoded(fuzz::cut(input, how), bare_lf), whole = decoded(fuzz::cut(input, 0), bare_lf);
    fuzz::demand(cut == whole, "however the input is cut, the same is decoded");
    if (cut.ended && !cut.mixed) fuzz::demand(!has_bare_line_end(cut.content), "unmixed content has CRLF alone");
    return 0;
}
