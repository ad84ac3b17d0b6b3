#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace postlab::labs {

/// What a client says in an exchange of AUTH, where the record has stars: right in form, so that the server goes on to
/// ask its store about it. `nth` counts the responses from 0, `challenge` is what the server has just said, in base64.
/// In base64, without a line end; empty where that mechanism asks for nothing more.
std::string auth_response(std::string_view mechanism, std::size_t nth, std::string_view account,
                          std::string_view challenge);

}  // namespace postlab::labs
