// What people type at the wrong place or wrongly: how much of a line may be shown, and what was meant by it.
#include <algorithm>

#include "fuzz/fuzz.h"
#include "shared/text/homoglyph.h"
#include "shared/wire/credentials.h"
#include "shared/wire/typing.h"

namespace {

using namespace postlab;

constexpr std::string_view verbs[] = {"PASS", "LOGIN", "AUTH", "APOP"};

void demand_shown(std::string_view line) {
    const auto shown = before_credentials(line);
    if (!shown) return;
    fuzz::demand(line.starts_with(*shown), "what is shown stands in front");
    const std::string more = std::string(line) + " secret";
    const auto shown_then = before_credentials(more);
    fuzz::demand(shown_then && shown_then->size() <= shown->size(), "a longer line doesn't show more");
}

/// A secret behind a verb is hidden, whatever it is and whatever stands in front as a copied prompt.
void demand_hidden(std::string_view secret) {
    for (std::string_view verb : verbs)
        for (std::string_view prompt : {"", "C: ", "> ", " ", "C2: "}) {
            const std::string front = std::string(prompt) + std::string(verb), line = front + " " + std::string(secret);
            const auto shown = before_credentials(line);
            fuzz::demand(shown && shown->size() <= front.size(), "what stands behind the verb is hidden");
        }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::as_text(data, size);
    demand_shown(input);
    demand_hidden(input);
    const std::string tidy = without_spare_blanks(input, false);
    fuzz::demand_equal(tidy, without_spare_blanks(tidy, false), "what is tidy stays so");
    fuzz::demand(without_spare_blanks(input, true).size() <= size, "blanks are left out, none put in");
    const std::string_view meant = verb_meant(input, verbs);
    fuzz::demand(meant.empty() || std::ranges::find(verbs, meant) != std::end(verbs), "what was meant is a verb");
    const std::string ascii = without_homoglyphs(input);
    fuzz::demand(!find_homoglyph(ascii), "what was meant has no homoglyph");
    as_on_us_keyboard(input);
    return 0;
}
