#include "shared/sasl/base64.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/MemoryStream.h>

#include <sstream>

namespace postlab::sasl {

std::string to_base64(std::string_view octets) {
    std::ostringstream text;
    Poco::Base64Encoder encoder(text);
    encoder.rdbuf()->setLineLength(0);
    encoder.write(octets.data(), static_cast<std::streamsize>(octets.size()));
    encoder.close();
    return text.str();
}

/// POCO's decoder is lenient in its own way; what it makes of a text is right when it is written like that again.
std::optional<std::string> from_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    if (text.size() % 4 != 0 || text.find_first_not_of(alphabet) != text.npos) return std::nullopt;
    Poco::MemoryInputStream stream(text.data(), static_cast<std::streamsize>(text.size()));
    Poco::Base64Decoder decoder(stream);
    std::string octets;
    for (int c; (c = decoder.rdbuf()->sbumpc()) != std::char_traits<char>::eof();) octets += static_cast<char>(c);
    if (to_base64(octets) != text) return std::nullopt;
    return octets;
}

}  // namespace postlab::sasl
