#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace postlab::sasl {

/// What a name or password is prepared for (RFC 3454 7): to be looked up, when code points may be in it that nobody had
/// assigned by Unicode 3.2; or to be kept, when none may.
enum class Prepared { query, stored };

/// A name or password as SASLprep (RFC 4013) has it, so that whoever types the same means the same: what looks like a
/// blank is a space, what is for the eye alone (soft hyphens, joiners) is gone, and a letter has one form (NFKC), so
/// full-width ones are the plain ones. Nothing: it is no UTF-8, it isn't 1 to 255 octets long, it has a control or
/// private character or another one that RFC 4013 2.3 prohibits, or it mixes directions of writing (2.4).
///
/// Without state: any thread. libidn does it.
std::optional<std::string> prepared(std::string_view text, Prepared what_for = Prepared::query);

}  // namespace postlab::sasl
