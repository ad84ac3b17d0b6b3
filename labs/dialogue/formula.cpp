#include "labs/dialogue/formula.h"

#include <algorithm>

#include "shared/sasl/base64.h"
#include "shared/system/digest.h"

namespace postlab::labs {

std::string worked_out(std::string_view formula, std::string_view text) {
    if (formula == "base64") return sasl::to_base64(text);
    if (formula == "unbase64") return sasl::from_base64(text).value_or("");
    if (formula == "md5") return apop_digest(text, "");
    const std::size_t end_of_key = std::min(text.find(' '), text.size());
    return cram_digest(text.substr(std::min(end_of_key + 1, text.size())), text.substr(0, end_of_key));
}

}  // namespace postlab::labs
