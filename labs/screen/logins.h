#pragma once
#include <functional>
#include <string>

#include "labs/screen/access.h"
#include "labs/screen/class/course_at_hand.h"
#include "shared/http/answer.h"
#include "store/sqlite_store.h"

namespace postlab::screen {

/// How somebody becomes a reader: with a key, or, where there is a course, as a student with the mailbox's name and the
/// PIN of the card or the pass phrase. One thread; what it is given outlives it.
class Logins {
public:
    struct Attempt {
        std::string name, secret, kept_pin, client;  ///< as SqliteStore::check_for_pages() has them
    };
    using Check = std::function<void(const Attempt& attempt, store::Done<store::PageChecked> done)>;

    /// `secure`: pages come over TLS. Without `check` no student can log in.
    Logins(const Access& access, CourseAtHand& course, bool secure, Check check)
        : access_(access), course_(course), secure_(secure), check_(std::move(check)) {}

    /// POST /login: key=..., or name=... and secret=....
    http::Answer log_in(const http::Request& request, Time now);
    /// POST /logout.
    http::Answer log_out(const http::Request& request) const;

private:
    http::Answer with_key(const http::Request& request, Time now) const;
    http::Answer checked(const http::Request& request, const std::string& name, store::PageChecked checked, Time now);
    http::Answer welcome(const Reader& reader, const http::Request& request, Time now) const;

    const Access& access_;
    CourseAtHand& course_;
    const bool secure_;
    const Check check_;
};

}  // namespace postlab::screen
