#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "labs/course/lab/parameters.h"

namespace postlab::course {

/// A whole number of a lab file: written there in digits, or as the $name of a parameter that stands for it. A name
/// must be resolved, once for an attempt, before value() is asked. A value; any thread.
class Number {
public:
    Number(std::uint64_t value) : value_(value) {}
    /// "3" or "$n"; nothing: it is neither.
    static std::optional<Number> read(std::string_view text);

    /// Puts the parameter's value in place of its $name. Throws SayableError when the lab has no such parameter,
    /// or its value is no number.
    void resolve(const Values& values);
    Number resolved(const Values& values) const;
    std::uint64_t value() const;

private:
    std::string name_;  ///< with its dollar; empty: the value is known
    std::uint64_t value_;
};

}  // namespace postlab::course
