#include "labs/course/lab/parameters.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "labs/course/lab/tokens.h"
#include "labs/language/sentences.h"
#include "shared/sasl/base64.h"
#include "shared/system/crypto.h"
#include "shared/text/sayable_error.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

constexpr long long largest = 1'000'000'000;  // number, with either sign

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool of_name(char c) { return begins_name(c) || is_digit(c); }

/// The name behind a dollar at the front of `text`; empty: there is none.
std::string_view name_behind_dollar(std::string_view text) {
    if (text.size() < 2 || !begins_name(text[1])) return {};
    std::size_t end = 2;
    while (end < text.size() && of_name(text[end])) ++end;
    return text.substr(1, end - 1);
}

[[noreturn]] void expected(const Parameter& parameter, const Phrase& what) {
    throw SayableError(Phrase::list({"parameters." + parameter.name, {"script.expected"_sentence, {what}}}, ": "));
}

/// A whole number, perhaps with a sign.
std::optional<long long> number_in(std::string_view text) {
    long long value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Works out one parameter after the other; each can use those before it.
class Derivation {
public:
    Derivation(const Holder& holder, Values& values) : values_(values) {
        seed_ = holder.student + "|" + holder.lab + "|" + std::to_string(holder.variant) + "|";
        key_ = holder.key;
    }

    std::string value(const Parameter& parameter) const {
        switch (parameter.kind) {
            case Parameter::Kind::number:
                return drawn_number(parameter);
            case Parameter::Kind::pick:
                return items(parameter.items)[drawn(parameter.name, 0) % parameter.items.size()];
            case Parameter::Kind::code:
                return crockford(hmac_sha256(key_, seed_ + parameter.name), bounded(parameter, 0, 1, 32));
            case Parameter::Kind::mix:
                return mixed(parameter);
            case Parameter::Kind::sum:
                return sum(parameter);
            case Parameter::Kind::base64:
                return sasl::to_base64(joined(items(parameter.items), std::string(1, '\0')));
        }
        return {};
    }

private:
    std::vector<std::string> items(const std::vector<std::string>& written) const {
        std::vector<std::string> all;
        for (const std::string& item : written) all.push_back(substituted(item, values_));
        return all;
    }

    std::uint64_t drawn(const std::string& name, unsigned round) const {
        const std::string hash = hmac_sha256(key_, seed_ + name + (round ? "|" + std::to_string(round) : ""));
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(hash[i]);
        return value;
    }

    std::string drawn_number(const Parameter& parameter) const {
        const long long from = bounded(parameter, 0, -largest, largest);
        const long long to = bounded(parameter, 1, from, largest);
        const std::vector<std::string> none_of = items(parameter.none_of);
        for (unsigned round = 0; round < 1000; ++round) {
            const auto width = static_cast<std::uint64_t>(to - from) + 1;
            std::string value = std::to_string(from + static_cast<long long>(drawn(parameter.name, round) % width));
            if (std::ranges::find(none_of, value) == none_of.end()) return value;
        }
        expected(parameter, "lab.not_left"_sentence);
    }

    long long bounded(const Parameter& parameter, std::size_t item, long long from, long long to) const {
        auto value = number_in(substituted(parameter.items[item], values_));
        if (!value || *value < from || *value > to)
            expected(parameter,
                     {"lab.range"_sentence, {std::to_string(from), std::to_string(to), parameter.items[item]}});
        return *value;
    }

    std::string mixed(const Parameter& parameter) const {
        std::vector<std::string> left = items(parameter.items);
        std::string text;
        for (unsigned round = 0; !left.empty(); ++round) {
            const auto next = left.begin() + static_cast<std::ptrdiff_t>(drawn(parameter.name, round) % left.size());
            text += (text.empty() ? "" : ", ") + *next;
            left.erase(next);
        }
        return text;
    }

    std::string sum(const Parameter& parameter) const {
        long long total = 0;
        for (const std::string& term : parameter.items) {
            const bool minus = term.starts_with("-$");
            auto value = number_in(substituted(minus ? term.substr(1) : term, values_));
            if (!value || *value < -largest || *value > largest)
                expected(parameter, {"lab.sum"_sentence, {std::to_string(-largest), std::to_string(largest), term}});
            total += minus ? -*value : *value;
        }
        return std::to_string(total);
    }

    std::string key_, seed_;
    Values& values_;
};

/// The next ones behind the student in the roster, which goes round; decoys when there are not enough.
std::vector<std::string> peers(const Holder& holder) {
    std::vector<std::string> found;
    const auto all = holder.classmates;
    const auto own = static_cast<std::size_t>(std::ranges::lower_bound(all, holder.student) - all.begin());
    for (std::size_t i = 0; i < all.size() && found.size() < std::size(decoys); ++i) {
        const std::string& name = all[(own + i) % all.size()];
        if (name != holder.student) found.push_back(name);
    }
    for (std::size_t i = found.size(); i < std::size(decoys); ++i) found.emplace_back(decoys[i]);
    return found;
}

}  // namespace

const std::vector<std::string>& standard_names() {
    static const std::vector<std::string> names{"student", "me",    "token",    "address", "desk",  "lab",
                                                "domain",  "peer1", "peer2",    "host",    "smtp",  "pop3",
                                                "pop2",    "page",  "password", "quoted",  "plain", "planted"};
    return names;
}

Values values_for(const std::vector<Parameter>& parameters, const Holder& holder) {
    const std::string at = "@" + holder.domain, own = token(holder.key, holder.student, holder.lab);
    const std::vector<std::string> classmates = peers(holder);
    Values values{{"student", holder.student},
                  {"me", holder.student + at},
                  {"token", own},
                  {"address", own + at},
                  {"desk", desk_address(holder.key, holder.student, holder.lab) + at},
                  {"lab", holder.lab},
                  {"planted", planted_account(holder.student, holder.lab)},
                  {"domain", holder.domain},
                  {"peer1", classmates[0]},
                  {"peer2", classmates[1]},
                  {"password", std::string(kept_secret)},
                  {"quoted", std::string(kept_secret)},
                  {"plain", std::string(kept_secret)},
                  {"host", "localhost"},
                  {"smtp", "2525"},
                  {"pop3", "2110"},
                  {"pop2", "2109"},
                  {"page", ""}};
    const Derivation derivation(holder, values);
    for (const Parameter& parameter : parameters) values[parameter.name] = derivation.value(parameter);
    return values;
}

void say_password(Values& values, const std::string& password) {
    std::string quoted;
    for (const char c : password) {
        if (c == ' ' || c == '\\') quoted += R"(\\)";
        quoted += c == '\\' ? R"(\\)" : std::string(1, c);
    }
    values["password"] = password;
    values["quoted"] = quoted;
    const std::string nul(1, '\0');
    values["plain"] = sasl::to_base64(nul + values["student"] + nul + password);
}

std::string substituted(std::string_view text, const Values& values) {
    std::string out;
    while (!text.empty()) {
        const std::size_t dollar = std::min(text.find('$'), text.size());
        out += text.substr(0, dollar);
        text.remove_prefix(dollar);
        if (text.empty()) break;
        const std::string_view name = name_behind_dollar(text);
        if (!name.empty()) {
            auto value = values.find(name);
            if (value == values.end()) throw SayableError("lab.no_parameter"_sentence, {"$" + std::string(name)});
            out += value->second;
            text.remove_prefix(name.size() + 1);
        } else {
            out += '$';
            text.remove_prefix(text.starts_with("$$") ? 2 : 1);
        }
    }
    return out;
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t dollar = std::min(text.find('$'), text.size());
        text.remove_prefix(dollar);
        const std::string_view name = name_behind_dollar(text);
        if (!name.empty()) names.emplace_back(name);
        const std::size_t taken = !name.empty() ? name.size() + 1 : text.starts_with("$$") ? 2 : 1;
        text.remove_prefix(std::min(taken, text.size()));
    }
    return names;
}

}  // namespace postlab::course
