#pragma once
#include <filesystem>

#include "shared/system/temporary_directory_for_tests.h"
#include "shared/tls/engine.h"
#include "shared/tls/identity.h"

namespace postlab::fuzz {

/// The server's, made once for all inputs.
inline const tls::Identity& identity() {
    static const tls::Identity* const made = [] {
        const TemporaryDirectory folder;
        return new tls::Identity(tls::own_certificate(folder.path(), "post.example"));
    }();
    return *made;
}

}  // namespace postlab::fuzz
