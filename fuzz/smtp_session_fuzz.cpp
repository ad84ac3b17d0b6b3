// A whole SMTP session: the first byte chooses the cutting, the second the store's manners, the rest is what the
// client says.
#include "fuzz/smtp_play.h"

using namespace postlab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    fuzz::demand_smtp_holds(input, how, manners);
    return 0;
}
