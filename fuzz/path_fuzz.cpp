// The grammar of MAIL's and RCPT's arguments.
#include "fuzz/fuzz.h"
#include "smtpd/path.h"

namespace {

using namespace postlab;

/// Read again in the plainest form, a path is still the same.
void demand_stable(const smtpd::Path& path, bool reverse) {
    fuzz::demand(path.local_part.size() <= 64, "local parts have their limit");
    fuzz::demand(path.domain.size() <= 255, "domains have their limit");
    fuzz::demand(path.text.find_first_of("\r\n") == std::string::npos, "no line end gets into a path");
    std::string again = (reverse ? "FROM:<" : "TO:<") + path.text + ">";
    auto parsed = reverse ? smtpd::parse_mail(again) : smtpd::parse_rcpt(again);
    auto* argument = std::get_if<smtpd::PathArgument>(&parsed);
    fuzz::demand(argument != nullptr, "what was parsed once can be parsed again");
    fuzz::demand(argument->parameters.empty(), "no parameter comes out of a path");
    fuzz::demand(argument->path.text == path.text && argument->path.local_part == path.local_part &&
                     argument->path.domain == path.domain && argument->path.ascii == path.ascii,
                 "... to the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    auto mail = smtpd::parse_mail(input), rcpt = smtpd::parse_rcpt(input);
    if (auto* argument = std::get_if<smtpd::PathArgument>(&mail)) demand_stable(argument->path, true);
    if (auto* argument = std::get_if<smtpd::PathArgument>(&rcpt)) demand_stable(argument->path, false);
    if (smtpd::names_a_host(input)) fuzz::demand(!input.empty() && input.size() <= 255, "a host's name has its limits");
    return 0;
}
