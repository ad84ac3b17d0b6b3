#include "labs/course/lab/number.h"

#include <cassert>
#include <charconv>

#include "labs/language/sentences.h"
#include "shared/text/sayable_error.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

std::optional<std::uint64_t> whole_number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Number> Number::read(std::string_view text) {
    if (const auto value = whole_number(text)) return Number(*value);
    const std::vector<std::string> names = names_in(text);
    if (names.size() != 1 || text != "$" + names[0]) return std::nullopt;
    Number number(0);
    number.name_ = text;
    return number;
}

void Number::resolve(const Values& values) {
    if (name_.empty()) return;
    const std::string text = substituted(name_, values);
    const auto value = whole_number(text);
    if (!value) {
        const Phrase wanted("lab.not"_sentence, {"lab.number"_sentence, text});
        throw SayableError(Phrase::list({name_, {"script.expected"_sentence, {wanted}}}, ": "));
    }
    value_ = *value;
    name_.clear();
}

Number Number::resolved(const Values& values) const {
    Number number = *this;
    number.resolve(values);
    return number;
}

std::uint64_t Number::value() const {
    assert(name_.empty());
    return value_;
}

}  // namespace postlab::course
