#include "shared/tls/openssl_error.h"

#include <openssl/err.h>

namespace postlab::tls {

std::string take_error() {
    const unsigned long first = ERR_peek_error();
    ERR_clear_error();
    const char* words = first == 0 ? nullptr : ERR_reason_error_string(first);
    return words ? words : "";
}

}  // namespace postlab::tls
