#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "labs/screen/terminal.h"
#include "shared/http/answer.h"

namespace postlab::screen {

/// The terminals of all pages: lines to this server's own two ports, for where there is no telnet. What a person does
/// there the record has like any conversation. Nobody reaches another's. One thread.
///
///     POST /t          protocol=smtp: {"id": 4711}, which a stream shows and the next two name
///     POST /t/#/line   line=...: said with CRLF behind it
///     POST /t/#/end    the line is dropped, as if a window were closed
/// What can't be done is answered by {"trouble": "too_many"}: no_port, too_many, full, unreachable, gone, no_line,
/// slow.
class Terminals {
public:
    static constexpr std::size_t most_of_one = 4, most = 800;  ///< whose line stands

    /// Begins a connection to that address, on whose behalf `call` says, through which the endpoint speaks. May throw
    /// Poco::Exception.
    using Dial = std::function<void(const std::string& address, const BrowserCalls::Call&, std::unique_ptr<Endpoint>)>;
    /// The addresses of the two ports, as they are listened on; empty: there is none.
    Terminals(std::string smtp, std::string pop3, Record& record)
        : smtp_(std::move(smtp)), pop3_(std::move(pop3)), record_(record) {}
    void dial_by(Dial dial) { dial_ = std::move(dial); }

    /// `who`: the person who asks, and from which address.
    http::Answer open(const std::string& who, const std::string& address, const std::string& protocol, Time now);
    http::Answer say(const std::string& who, std::int64_t id, std::string_view line);
    http::Answer hang_up(const std::string& who, std::int64_t id);
    /// Of a terminal that isn't there, or is another's, the stream says "gone".
    std::unique_ptr<http::EventStream> stream(const std::string& who, std::int64_t id, std::uint64_t from);

    /// Whether that conversation of the record is, as far as it has been found, of a terminal of theirs.
    bool has(const std::string& who, std::int64_t conversation) const;

private:
    struct Owned {
        std::string who;
        std::shared_ptr<Terminal> terminal;
    };
    std::shared_ptr<Terminal> find(const std::string& who, std::int64_t id) const;
    void forget_old(const std::string& who, Time now);
    Time next_call(Time now);

    const std::string smtp_, pop3_;
    Record& record_;
    Dial dial_;
    std::map<std::int64_t, Owned> all_;  ///< by numbers that nobody can foresee
    Time last_call_{};
};

}  // namespace postlab::screen
