#include "labs/screen/logins.h"

#include <memory>
#include <utility>

#include "labs/language/sentences.h"
#include "labs/screen/refusal.h"
#include "shared/sasl/saslprep.h"
#include "shared/text/text.h"

namespace postlab::screen {

using http::Answer;
using http::Request;
using http::Status;
using labs::operator""_sentence;

namespace {

/// As a mail client's login takes it: a Chinese keyboard writes full-width letters and digits, too.
std::string typed(const Request& request, const std::string& field) {
    const std::string text = request.form.get(field, "");
    return sasl::prepared(text).value_or(text);
}

}  // namespace

Answer Logins::log_in(const Request& request, Time now) {
    if (request.form.has("key")) return with_key(request, now);
    if (!check_ || !course_.exists()) return refusal(request, Status::HTTP_FORBIDDEN, "screen.no_class"_sentence);
    const std::string name = lower_case(trimmed(typed(request, "name")));
    auto later = std::make_shared<http::LaterAnswer>();
    check_({name, typed(request, "secret"), course_.kept_pin(name).value_or(""), request.client},
           [this, later, request, name, now](store::PageChecked found) {
               later->give(checked(request, name, found, now));
           });
    return {.later = std::move(later)};
}

Answer Logins::log_out(const Request& request) const {
    Answer answer{.status = Status::HTTP_NO_CONTENT};
    answer.fields.emplace_back("Set-Cookie", access_.no_cookie(request));
    return answer;
}

Answer Logins::with_key(const Request& request, Time now) const {
    const Reader reader = access_.with_key(request.form.get("key", ""));
    if (!reader.is_teacher()) return refusal(request, Status::HTTP_FORBIDDEN, "screen.wrong_key"_sentence);
    return welcome(reader, request, now);
}

/// Mailboxes of nobody in the class have passwords, too.
Answer Logins::checked(const Request& request, const std::string& name, store::PageChecked checked, Time now) {
    if (checked == store::PageChecked::failed)
        return refusal(request, Status::HTTP_SERVICE_UNAVAILABLE, "screen.cannot_tell"_sentence);
    if (checked == store::PageChecked::wrong || !course_.student(name))
        return refusal(request, Status::HTTP_FORBIDDEN, "screen.wrong_login"_sentence);
    return welcome({Reader::Role::student, name}, request, now);
}

Answer Logins::welcome(const Reader& reader, const Request& request, Time now) const {
    Answer answer{.status = Status::HTTP_NO_CONTENT};
    answer.fields.emplace_back("Set-Cookie", access_.cookie_for(reader, request, now, secure_));
    return answer;
}

}  // namespace postlab::screen
