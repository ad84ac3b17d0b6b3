#include "store/mailbox_name.h"

namespace postlab::store {

bool valid_mailbox_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(allowed) == name.npos && name.front() != '.' &&
           name.back() != '.' && name.find("..") == name.npos;
}

}  // namespace postlab::store
