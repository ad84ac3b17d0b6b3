#include "labs/screen/access.h"

#include "shared/system/crypto.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::hours lifetime{24 * 30}, lifetime_of_students{12};
constexpr std::size_t nonce_octets = 16;
constexpr std::string_view teacher = "teacher", student = "student";

/// Browsers send a cookie to every port of a machine, so each server's has a name of its own.
std::string cookie_name(const http::Request& request) {
    const std::string& host = request.field("Host");
    const std::size_t colon = host.rfind(':');
    const std::string port = colon == std::string::npos ? "" : host.substr(colon + 1);
    return "postlab-" + (all_digits(port) ? port : "web");
}

std::string signature(const std::string& seal, const std::string& purpose, const std::string& text) {
    return hex(hmac_sha256(seal, purpose + " " + text));
}

/// "1764500000.5f0c....student.s017": until when, the signature, who.
struct Cookie {
    std::string until, signature;
    Reader reader;

    static std::optional<Cookie> from(const std::string& text) {
        std::vector<std::string> fields;
        std::size_t begin = 0;
        for (std::size_t dot; fields.size() < 3 && (dot = text.find('.', begin)) != text.npos; begin = dot + 1)
            fields.push_back(text.substr(begin, dot - begin));
        if (fields.size() < 3 || (fields[2] != teacher && fields[2] != student)) return std::nullopt;
        const auto role = fields[2] == teacher ? Reader::Role::teacher : Reader::Role::student;
        return Cookie{fields[0], fields[1], {role, text.substr(begin)}};
    }
    std::string signed_with(const std::string& seal) const {
        return screen::signature(seal, "cookie", until + " " + who());
    }
    std::string who() const { return std::string(reader.is_teacher() ? teacher : student) + "." + reader.name; }
    std::string text() const { return until + "." + signature + "." + who(); }
};

}  // namespace

Access::Access(const std::filesystem::path& directory, KeptPin kept_pin)
    : keys_(directory), kept_pin_(std::move(kept_pin)) {}

Reader Access::with_key(const std::string& said) const {
    const auto owner = keys_.owner_of(said);
    return owner ? Reader{Reader::Role::teacher, *owner} : Reader();
}

bool Access::shows_key(const http::Request& request) const {
    constexpr std::string_view bearer = "Bearer ";
    const std::string& said = request.field("Authorization");
    return said.starts_with(bearer) && with_key(said.substr(bearer.size())).is_teacher();
}

Reader Access::reader(const http::Request& request, Time now) const {
    const auto cookie = Cookie::from(cookie_in(request));
    if (!cookie) return {};
    const auto seal = seal_of(cookie->reader);
    const bool ours = seal && equal_in_constant_time(cookie->signature, cookie->signed_with(*seal));
    return ours && number_in<std::int64_t>(cookie->until).value_or(0) > system_clock::to_time_t(now) ? cookie->reader
                                                                                                     : Reader();
}

std::string Access::cookie_for(const Reader& reader, const http::Request& request, Time now, bool secure) const {
    std::string text = hex(random_octets(nonce_octets)), age;
    if (const auto seal = seal_of(reader)) {
        const auto lasts = reader.is_student() ? lifetime_of_students : lifetime;
        Cookie cookie{std::to_string(system_clock::to_time_t(now + lasts)), "", reader};
        cookie.signature = cookie.signed_with(*seal);
        text = cookie.text();
        if (reader.is_teacher()) age = "; Max-Age=" + std::to_string(std::chrono::seconds(lasts).count());
    }
    return cookie_name(request) + "=" + text + "; Path=/" + age + "; HttpOnly; SameSite=Strict" +
           (secure ? "; Secure" : "");
}

std::string Access::no_cookie(const http::Request& request) const {
    return cookie_name(request) + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict";
}

bool Access::has_cookie(const http::Request& request) const { return !cookie_in(request).empty(); }

bool Access::has_token(const http::Request& request) const {
    return has_cookie(request) && equal_in_constant_time(request.form.get("token", ""), token_for(request));
}

std::string Access::token_with(const std::string& cookie_field) const {
    const std::size_t begin = cookie_field.find('=') + 1;
    return token_of(cookie_field.substr(begin, cookie_field.find(';') - begin));
}

std::string Access::cookie_in(const http::Request& request) const {
    return request.cookies.get(cookie_name(request), "");
}

std::string Access::token_of(const std::string& cookie) const { return signature(keys_.first(), "token", cookie); }

/// Nothing: nobody of that name may see anything.
std::optional<std::string> Access::seal_of(const Reader& reader) const {
    if (reader.is_teacher()) return keys_.seal_of(reader.name);
    const auto pin = reader.is_student() && kept_pin_ ? kept_pin_(reader.name) : std::nullopt;
    if (!pin) return std::nullopt;
    return signature(keys_.first(), "student", *pin);
}

bool comes_from_our_page(const http::Request& request) {
    const std::string &origin = request.field("Origin"), &host = request.field("Host");
    return origin.empty() || origin == "http://" + host || origin == "https://" + host;
}

}  // namespace postlab::screen
