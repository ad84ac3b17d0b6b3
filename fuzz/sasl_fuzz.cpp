// Authentication exchanges: the first byte chooses the mechanism, the rest is what the client says, line by line. A
// line that begins with a backquote is sent as it stands, any other in base64, so that the fuzzer gets past that.
#include "fuzz/fuzz.h"
#include "shared/sasl/base64.h"
#include "shared/sasl/exchange.h"
#include "shared/sasl/saslprep.h"

using namespace postlab;
using sasl::Step;

namespace {

std::string_view next_line(std::string_view& input) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    return line;
}

/// Answers what the exchange asks, as a store would for which every credential is right.
Step answered(sasl::Exchange& exchange, Step step) {
    if (step.what == Step::What::salt) return exchange.salted({"salt", 4096});
    if (step.what == Step::What::prove) return exchange.proven(std::string(32, 's'));
    return step;
}

void demand_sound(const sasl::Exchange& exchange, const Step& step) {
    if (step.what == Step::What::challenge)
        fuzz::demand(sasl::from_base64(step.text).has_value(), "a challenge is base64");
    if (step.what == Step::What::malformed) fuzz::demand(!step.text.empty(), "an error names what was expected");
    if (step.what != Step::What::log_in) return;
    fuzz::demand(sasl::prepared(exchange.name()).has_value(), "a name is fit to be looked up");
    const auto* password = std::get_if<sasl::Password>(&exchange.credential());
    fuzz::demand(!password || sasl::prepared(password->text).has_value(), "a password has no control characters");
    const auto* proof = std::get_if<sasl::ScramProof>(&exchange.credential());
    fuzz::demand(!proof || proof->auth_message.find("nonce") != std::string::npos, "a proof is about our nonce");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char choice = fuzz::take_byte(input);
    const auto exchange = sasl::begin_exchange(sasl::mechanisms[choice % 4], "nonce", "post.example");
    Step step = choice & 4 ? answered(*exchange, exchange->begin(std::nullopt)) : Step{Step::What::challenge};
    for (int turn = 0; turn < 6 && step.what == Step::What::challenge; ++turn) {
        const std::string_view line = next_line(input);
        const std::string said = line.starts_with('`') ? std::string(line.substr(1)) : sasl::to_base64(line);
        const bool first = turn == 0 && !(choice & 4);
        step = answered(*exchange, first ? exchange->begin(said) : exchange->take(said));
        demand_sound(*exchange, step);
    }
    if (const auto octets = sasl::from_base64(input))
        fuzz::demand_equal(sasl::to_base64(*octets), std::string(input), "base64 is taken only as it is written");
    return 0;
}
