#include "store/transcript/poly1305.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace postlab::store {

namespace {

struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

Mac new_mac() {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "POLY1305", nullptr);
    Mac mac(EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);  // the context keeps it
    if (!mac) throw std::runtime_error("OpenSSL has no Poly1305");
    return mac;
}

}  // namespace

std::array<char, 16> poly1305(const Poly1305Key& key, std::string_view text) {
    thread_local const Mac mac = new_mac();
    std::array<char, 16> tag;
    std::size_t octets = 0;
    EVP_MAC_init(mac.get(), key.data(), key.size(), nullptr);
    EVP_MAC_update(mac.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MAC_final(mac.get(), reinterpret_cast<unsigned char*>(tag.data()), &octets, tag.size());
    return tag;
}

}  // namespace postlab::store
