#pragma once
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NameValueCollection.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace postlab::http {

using Status = Poco::Net::HTTPResponse::HTTPStatus;
using Fields = Poco::Net::NameValueCollection;  ///< names in any case; several may have the same

/// What a browser asks for (RFC 9110, RFC 9112): GET, HEAD or POST of one of our own paths.
struct Request {
    std::string method;
    std::string path;    ///< percent signs resolved, "/c/64"; always begins with a slash
    std::string target;  ///< as it was sent, query included
    Fields fields;       ///< the head's
    Fields query;        ///< behind the question mark
    Fields form;         ///< what a POST brings
    Fields cookies;
    std::string client;   ///< the address that asks, "192.0.2.7"
    bool goes_on = true;  ///< the client may send another one on this connection

    const std::string& field(const std::string& name) const { return fields.get(name, none); }
    /// The host that the client believes to speak to, in lower case and without its port: "127.0.0.1", "[::1]".
    std::string host() const;

private:
    static inline const std::string none;
};

/// Why there is no request: what can't be understood, or what we don't deal in. The connection closes behind it.
struct Refusal {
    Status status;
    std::string_view why;  ///< a sentence
};

/// Takes requests off a connection's bytes, cut anywhere. POCO reads the grammar; what of it is dangerous, since two
/// readers might take it differently, is refused before: folded lines, blanks before a colon, two lengths or two hosts,
/// chunks, bodies where there should be none.
class RequestReader {
public:
    static constexpr std::size_t longest_head = 16 * 1024, longest_body = 64 * 1024;  ///< octets

    using Taken = std::variant<Request, Refusal>;
    /// Takes from `input` what belongs to the next request. Nothing: its end has not come yet. After a Refusal no more
    /// must be asked for.
    std::optional<Taken> take(std::string_view& input);
    bool unfinished() const { return !head_.empty() || request_; }  ///< something of a request has come

private:
    std::optional<Taken> take_head(std::string_view& input);
    std::optional<Taken> take_body(std::string_view& input);

    std::string head_, body_;
    std::optional<Request> request_;  ///< whose body is still to come
    std::size_t length_ = 0;          ///< that this body has
};

}  // namespace postlab::http
