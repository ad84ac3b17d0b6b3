#include "shared/tls/identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <new>
#include <stdexcept>
#include <utility>

#include "shared/system/file.h"
#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"
#include "shared/tls/engine.h"
#include "shared/tls/openssl_error.h"

namespace postlab::tls {

namespace {

template <auto free>
struct FreeWith {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Memory = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr long ten_years = 3653L * 24 * 3600;  // seconds
constexpr long an_hour = 3600;                 // for a client whose clock is late

void expect(bool done) {
    if (!done) throw SayableError("tls.not_made"_sentence, {take_error()});
}

void add_extension(X509* certificate, int what, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
    expect(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate certificate_for(const std::string& host, EVP_PKEY* key) {
    Certificate made(X509_new());
    expect(made && X509_set_version(made.get(), X509_VERSION_3) == 1);
    std::unique_ptr<BIGNUM, FreeWith<BN_free>> serial(BN_new());
    expect(serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get())));
    expect(X509_gmtime_adj(X509_getm_notBefore(made.get()), -an_hour) &&
           X509_gmtime_adj(X509_getm_notAfter(made.get()), ten_years));
    X509_NAME* name = X509_get_subject_name(made.get());
    const auto* text = reinterpret_cast<const unsigned char*>(host.data());
    expect(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, static_cast<int>(host.size()), -1, 0) == 1);
    expect(X509_set_issuer_name(made.get(), name) == 1 && X509_set_pubkey(made.get(), key) == 1);
    add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");  // so that a client can be told to trust it
    add_extension(made.get(), NID_subject_alt_name, "DNS:" + host + ",DNS:localhost,IP:127.0.0.1,IP:::1");
    expect(X509_sign(made.get(), key, EVP_sha256()) > 0);
    return made;
}

std::string text_in(BIO* memory) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(length)};
}

Memory memory() {
    Memory made(BIO_new(BIO_s_mem()));
    if (!made) throw std::bad_alloc();
    return made;
}

/// Nobody is asked for a pass phrase, as a server may have no terminal.
int no_pass_phrase(char*, int, int, void*) { return 0; }

std::shared_ptr<SSL_CTX> read_context(const CertificateFiles& files) {
    read_file(files.certificate);  // whose words are better than OpenSSL's
    read_file(files.key);
    std::shared_ptr<SSL_CTX> made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!made) throw std::bad_alloc();
    SSL_CTX* context = made.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets are at the client's
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        throw SayableError("tls.no_certificate"_sentence, {files.certificate.string(), take_error()});
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw SayableError("tls.no_key"_sentence, {files.key.string(), files.certificate.string(), take_error()});
    return made;
}

}  // namespace

/// Two processes may come here at once, on one folder: the key that is there first is everybody's, and so every
/// certificate fits it.
CertificateFiles own_certificate(const std::filesystem::path& folder, const std::string& host) {
    CertificateFiles files{folder / "tls-cert.pem", folder / "tls-key.pem"};
    if (!std::filesystem::exists(files.key)) {
        const Key key(EVP_EC_gen("P-256"));
        const Memory text = memory();
        expect(key && PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
        (void)create_file(files.key, text_in(text.get()), for_its_owner, Sync::no);
    }
    if (std::filesystem::exists(files.certificate)) return files;
    const std::string kept = read_file(files.key);
    const Memory kept_text(BIO_new_mem_buf(kept.data(), static_cast<int>(kept.size())));
    const Key key(PEM_read_bio_PrivateKey(kept_text.get(), nullptr, no_pass_phrase, nullptr));
    expect(key != nullptr);
    const Certificate certificate = certificate_for(host, key.get());
    const Memory text = memory();
    expect(PEM_write_bio_X509(text.get(), certificate.get()) == 1);
    (void)create_file(files.certificate, text_in(text.get()), for_everyone, Sync::no);
    return files;
}

Identity::Identity(CertificateFiles files, bool tells_secrets)
    : files_(std::move(files)), tells_secrets_(tells_secrets), context_(read_context(files_)) {
    if (tells_secrets_) Engine::tell_secrets(context_.get());
}

void Identity::read_anew() {
    auto context = read_context(files_);
    if (tells_secrets_) Engine::tell_secrets(context.get());
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
}

std::string Identity::fingerprint() const {
    const auto context = this->context();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!X509_digest(SSL_CTX_get0_certificate(context.get()), EVP_sha256(), digest, &length)) throw std::bad_alloc();
    return fingerprint_text({reinterpret_cast<const char*>(digest), length});
}

std::shared_ptr<ssl_ctx_st> Identity::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

std::string fingerprint_text(std::string_view octets) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char octet : octets) {
        if (!text.empty()) text += ':';
        const auto value = static_cast<unsigned char>(octet);
        text += digits[value >> 4];
        text += digits[value & 15];
    }
    return text;
}

}  // namespace postlab::tls
