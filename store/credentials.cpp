#include "store/credentials.h"

#include "shared/system/crypto.h"
#include "shared/system/digest.h"

namespace postlab::store {
namespace {

constexpr std::size_t most_marks = 16384;

}  // namespace

Credentials::Credentials() : key_(random_octets(32)) {}

bool Credentials::remembers(std::string_view kept_hash, std::string_view password) const {
    const std::string wanted = mark(kept_hash, password);
    const std::lock_guard guard(mutex_);
    return marks_.contains(wanted);
}

void Credentials::remember(std::string_view kept_hash, std::string_view password) {
    std::string right = mark(kept_hash, password);
    const std::lock_guard guard(mutex_);
    if (marks_.size() >= most_marks) marks_.clear();
    marks_.insert(std::move(right));
}

std::string Credentials::mark(std::string_view kept_hash, std::string_view password) const {
    std::string both(kept_hash);
    both += '\0';  // which the kept text never contains
    both += password;
    return hmac_sha256(key_, both);
}

std::optional<std::string> PasswordChecker::right(std::string_view password, std::string_view kept_hash) {
    ++checked_;
    return right_password(password, kept_hash.empty() ? unmatched_password() : kept_hash);
}

void PasswordChecker::take_as_long() {
    ++checked_;
    verify_password({}, unmatched_password());
}

}  // namespace postlab::store
