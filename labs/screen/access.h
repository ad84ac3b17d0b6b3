#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "labs/screen/web_keys.h"
#include "shared/http/request.h"
#include "shared/time.h"

namespace postlab::screen {

/// Who asks for a page.
struct Reader {
    enum class Role {
        nobody,   ///< has shown nothing, or nothing that counts
        teacher,  ///< has a key: sees all. So does the one person at home
        student,  ///< sees what is theirs
    };
    Role role = Role::nobody;
    std::string name = {};  ///< a student's mailbox, "s017"; a co-teacher's, as `postlab web key` has it; else empty

    bool is_teacher() const { return role == Role::teacher; }
    bool is_student() const { return role == Role::student; }
    bool operator==(const Reader&) const = default;
};

/// Who may see the pages, by their cookie. A key is in the fragment of an address, which no browser sends and no log
/// has; the page gives it once and gets a cookie for it. A student gets one for the mailbox's name with PIN or pass
/// phrase. Nothing is kept of cookies: each is signed, so it outlives the server. A key that is withdrawn ends those
/// that were given for it, another first key ends all of them, and a student's new card ends that student's. One
/// thread.
class Access {
public:
    /// What is kept of a student's PIN, empty where they have none; nothing: there is no such student.
    using KeptPin = std::function<std::optional<std::string>(const std::string& student)>;

    /// Throws FileError, as WebKeys.
    explicit Access(const std::filesystem::path& directory, KeptPin kept_pin = {});

    const std::string& key() const { return keys_.first(); }
    /// Who has that key; nobody: it is none.
    Reader with_key(const std::string& said) const;
    /// Whether a program asks that has one: "Authorization: Bearer KEY" (RFC 6750 2.1).
    bool shows_key(const http::Request& request) const;
    /// Who asks, by a cookie of ours whose time has not run out.
    Reader reader(const http::Request& request, Time now) const;

    /// The field that gives a browser its reader's cookie: for 30 days, or a student's for 12 hours and no longer than
    /// the browser is open. Of nobody it is one that token_for() needs. `secure`: it must not cross the wire in plain
    /// text.
    std::string cookie_for(const Reader& reader, const http::Request& request, Time now, bool secure) const;
    /// ... that takes it away.
    std::string no_cookie(const http::Request& request) const;
    bool has_cookie(const http::Request& request) const;

    /// What a page says with all that it wants done (a form's field "token"), so that no other site can ask for it with
    /// its reader's cookie. Bound to the cookie.
    std::string token_for(const http::Request& request) const { return token_of(cookie_in(request)); }
    bool has_token(const http::Request& request) const;
    /// The same for a cookie that is just being given.
    std::string token_with(const std::string& cookie_field) const;

private:
    std::string cookie_in(const http::Request& request) const;
    std::string token_of(const std::string& cookie) const;
    std::optional<std::string> seal_of(const Reader& reader) const;

    const WebKeys keys_;
    const KeptPin kept_pin_;
};

/// Whether the page that asks is ours, as far as the browser says so.
bool comes_from_our_page(const http::Request& request);

}  // namespace postlab::screen
