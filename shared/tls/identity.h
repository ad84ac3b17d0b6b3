#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace postlab::tls {

/// Where a server's certificate and its key stand, as PEM: the certificate first, then those that vouch for it.
struct CertificateFiles {
    std::filesystem::path certificate, key;
};

/// Makes a key on the curve P-256 and a certificate for `host` that nobody but itself vouches for, valid for ten years,
/// unless both files are there: tls-cert.pem and tls-key.pem in that folder, the key for its owner alone. Throws
/// SayableError.
CertificateFiles own_certificate(const std::filesystem::path& folder, const std::string& host);

/// What a server shows of itself: certificate and key, and with them what it speaks, TLS 1.2 and 1.3 without
/// renegotiation. The process owns one; engines may be made from it on any thread, also while it is read anew, and
/// those that are at work go on with what they began with.
class Identity {
public:
    /// Throws SayableError, which names the file.
    /// `tells_secrets`: to an engine's tap.
    explicit Identity(CertificateFiles files, bool tells_secrets = false);

    /// Reads the files again. Throws as above, and what was read before then holds on.
    void read_anew();

    /// SHA-256 of the certificate, "3F:9A:...", as `openssl x509 -fingerprint -sha256` prints it.
    std::string fingerprint() const;

    /// For Engine.
    std::shared_ptr<ssl_ctx_st> context() const;

private:
    const CertificateFiles files_;
    const bool tells_secrets_;
    mutable std::mutex mutex_;
    std::shared_ptr<ssl_ctx_st> context_;
};

/// The octets' hexadecimal digits with colons between them.
std::string fingerprint_text(std::string_view octets);

}  // namespace postlab::tls
