#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "shared/sasl/base64.h"
#include "shared/sasl/machines.h"
#include "shared/sasl/saslprep.h"
#include "shared/text/text.h"

namespace postlab::sasl {

namespace {

constexpr std::size_t longest_nonce = 128;  // of a client's, which the RFC doesn't bound

/// A message is attributes with commas between: "n", "", "n=user", "r=nonce".
std::vector<std::string_view> attributes_of(std::string_view message) {
    std::vector<std::string_view> attributes;
    for (std::size_t end; (end = message.find(',')) != message.npos; message.remove_prefix(end + 1))
        attributes.push_back(message.substr(0, end));
    attributes.push_back(message);
    return attributes;
}

/// Attributes that nobody here knows may be left unread (RFC 5802 5.1), but not "m=", which says that they must not.
bool are_extensions(std::span<const std::string_view> attributes) {
    return std::ranges::all_of(attributes, [](std::string_view one) {
        return one.size() > 2 && is_ascii_letter(one[0]) && one[0] != 'm' && one[1] == '=' &&
               one.find('\0') == one.npos;
    });
}

bool is_nonce(std::string_view text) {
    return !text.empty() && text.size() <= longest_nonce &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// Behind "n=" or "a=" a saslname: "=2C" is a comma, "=3D" an equals sign (RFC 5802 5.1). Nothing: it is none.
std::optional<std::string> name_in(std::string_view attribute) {
    std::string name;
    for (std::size_t i = 2; i < attribute.size(); ++i) {
        const std::string_view code = attribute.substr(i, 3);
        if (attribute[i] == '=' && code != "=2C" && code != "=3D") return std::nullopt;
        name += attribute[i] != '=' ? attribute[i] : code == "=2C" ? ',' : '=';
        if (attribute[i] == '=') i += 2;
    }
    return prepared(name);
}

}  // namespace

Step ScramSha256::respond(std::string_view response) {
    if (next_ == Next::first) return first(response);
    if (next_ == Next::final) return final(response);
    return response.empty() ? Step{Step::What::log_in} : malformed("an empty line: all has been said");
}

/// client-first-message: whether there is channel binding, as whom, who, and the client's half of the nonce.
Step ScramSha256::first(std::string_view message) {
    const auto attributes = attributes_of(message);
    if (message.starts_with("p=")) return malformed("n or y in front: channel binding isn't offered");
    if (attributes[0] != "n" && attributes[0] != "y") return malformed("n,, in front");
    if (attributes.size() < 4) return malformed("n,,n=name,r=nonce");
    if (!attributes[1].empty()) {
        const auto name = attributes[1].starts_with("a=") ? name_in(attributes[1]) : std::nullopt;
        if (!name) return malformed("nothing or a=name between the first two commas");
        on_behalf_ = *name;
    }
    const auto name = attributes[2].starts_with("n=") ? name_in(attributes[2]) : std::nullopt;
    if (!name) return malformed("n=name behind the second comma");
    if (!attributes[3].starts_with("r=") || !is_nonce(attributes[3].substr(2)))
        return malformed("r= and a nonce of 1 to 128 visible characters behind the name");
    if (!are_extensions(std::span(attributes).subspan(4))) return malformed("nothing behind the nonce");
    gs2_header_ = message.substr(0, attributes[0].size() + attributes[1].size() + 2);
    bare_ = message.substr(gs2_header_.size());
    name_ = *name;
    nonce_ = std::string(attributes[3].substr(2)) + nonce_;
    return {Step::What::salt};
}

Step ScramSha256::salted(const ScramSalt& salt) {
    server_first_ = "r=" + nonce_ + ",s=" + to_base64(salt.salt) + ",i=" + std::to_string(salt.iterations);
    next_ = Next::final;
    return challenge(server_first_);
}

/// client-final-message: the header and the nonces once more, and the proof.
Step ScramSha256::final(std::string_view message) {
    const auto attributes = attributes_of(message);
    if (attributes.size() < 3) return malformed("c=header,r=nonces,p=proof");
    if (attributes[0] != "c=" + to_base64(gs2_header_)) return malformed("c= and the n,, that came first, in base64");
    if (attributes[1] != "r=" + nonce_) return malformed("r= and the nonces of both sides behind the header");
    if (!are_extensions(std::span(attributes).subspan(2, attributes.size() - 3)))
        return malformed("nothing between nonces and proof");
    const std::string_view last = attributes.back();
    const auto proof = last.starts_with("p=") ? from_base64(last.substr(2)) : std::nullopt;
    if (!proof || proof->size() != 32) return malformed("p= and a proof of 32 octets in base64 at the end");
    const std::string_view without_proof = message.substr(0, message.size() - last.size() - 1);
    credential_ = ScramProof{bare_ + "," + server_first_ + "," + std::string(without_proof), *proof};
    return {Step::What::prove};
}

Step ScramSha256::proven(std::string_view signature) {
    next_ = Next::acknowledgement;
    return challenge("v=" + to_base64(signature));
}

}  // namespace postlab::sasl
