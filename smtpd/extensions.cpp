// The extensions of SMTP: what EHLO announces, and what a setting takes away for a lab.
#include <algorithm>
#include <utility>

#include "shared/text/text.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

namespace {

constexpr unsigned most_announced = 999999;  // six digits (RFC 9422 4.2)

using Brought = std::pair<std::string_view, std::string_view>;  // by an extension

constexpr Brought verbs_brought[] = {
    {"AUTH", "AUTH"}, {"BDAT", "CHUNKING"}, {"HELP", "HELP"}, {"STARTTLS", "STARTTLS"}};
constexpr Brought parameters_brought[] = {{"AUTH", "AUTH"},  {"BODY", "8BITMIME"},    {"ENVID", "DSN"},
                                          {"NOTIFY", "DSN"}, {"ORCPT", "DSN"},        {"RET", "DSN"},
                                          {"SIZE", "SIZE"},  {"SMTPUTF8", "SMTPUTF8"}};

std::string_view extension_of(std::span<const Brought> table, std::string_view name) {
    const auto found =
        std::ranges::find_if(table, [&](const Brought& b) { return equal_ignoring_case(b.first, name); });
    return found == table.end() ? std::string_view() : found->second;
}

}  // namespace

void Session::ehlo(std::string_view argument) {
    if (!introduce("EHLO", argument)) return;
    extended_ = true;
    std::vector<std::string> lines;
    for (std::string_view extension : extensions) {
        if (extension == "AUTH" && (!account_.empty() || needs_tls())) continue;  // it works once
        if (extension == "STARTTLS" && !offers_tls()) continue;
        if (!settings_.smtp.hide.has(extension)) lines.push_back(std::string(extension) + behind(extension));
    }
    const std::string first = writer_.line("ehlo.ok"_reply, {settings_.domain, client_name_});
    if (lines.empty()) return say_raw(first + "\r\n", "ehlo.ok"_reply);
    say_lines("ehlo.ok"_reply, first, lines);
}

/// RFC 9422 4: of its limits only RCPTMAX holds here. A session has as many transactions as it likes.
std::string Session::behind(std::string_view extension) const {
    if (extension == "SIZE") return " " + std::to_string(settings_.largest_message());
    if (extension == "LIMITS")
        return " RCPTMAX=" + std::to_string(std::min(settings_.smtp.max_recipients, most_announced));
    if (extension == "AUTH") return " " + sasl::mechanism_names(may_send_password());
    return {};
}

bool Session::is_hidden(const Command& command) const {
    return settings_.smtp.hide.has(extension_of(verbs_brought, command.verb));
}

std::optional<std::string_view> Session::hidden_parameter(std::span<const Parameter> parameters) const {
    for (const Parameter& parameter : parameters)
        if (settings_.smtp.hide.has(extension_of(parameters_brought, parameter.keyword))) return parameter.keyword;
    return std::nullopt;
}

}  // namespace postlab::smtpd
