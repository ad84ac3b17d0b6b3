#pragma once
#include <array>
#include <string>
#include <string_view>

/// What the person at a dialogue works out beside it, with tools of their own (`! {digest} = md5 ...`). Functions
/// without state: any thread.
namespace postlab::labs {

/// md5 TEXT          32 lower-case hex digits, as `printf %s TEXT | md5sum` has them
/// hmac-md5 KEY TEXT     the same of `printf %s TEXT | openssl dgst -md5 -hmac KEY`; KEY has no blanks
/// base64 TEXT       in one piece
/// unbase64 TEXT     back again; empty where it is no base64
inline constexpr std::array<std::string_view, 4> formulas{"md5", "hmac-md5", "base64", "unbase64"};

/// `formula` is one of them.
std::string worked_out(std::string_view formula, std::string_view text);

}  // namespace postlab::labs
