#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "shared/time.h"
#include "shared/transcript.h"

namespace postlab {

/// Our end of one connection, as whoever has the socket sees it: bytes go in, bytes come out, time is an argument, and
/// nothing in it ever blocks. What is said is a protocol's business: Session has what the mail protocols share, and
/// http::Session is the other kind.
///
/// A net::Connection (or a test) owns it and calls it on one thread. Each call runs as far as it can and says what
/// comes next; take_output() after every call. It must not be destroyed while waiting(): somebody who has been asked
/// still holds its question.
class Endpoint {
public:
    enum class Next {
        read,       ///< give me bytes: receive(). Whoever has news of its own calls on_answer meanwhile: then resume()
        write,      ///< so much waits to be sent that I take no further line: send it, then resume()
        wait,       ///< the store is at work: when on_answer has been called, resume()
        pause,      ///< hear nothing: send what there is, and resume() when pause() has passed
        start_tls,  ///< send my output, then shake hands with the client: tls_began() and resume(), or no_tls_came()
        close,      ///< send my output, then close
    };

    Endpoint() = default;
    virtual ~Endpoint() = default;
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    virtual Next open(Time now) = 0;                             ///< the connection is there
    virtual Next turn_away(Time now) = 0;                        ///< instead of open(): the server is full
    virtual Next receive(std::string_view bytes, Time now) = 0;  ///< any number of bytes, cut anywhere
    virtual Next resume(Time now) = 0;                           ///< after Next::write, wait or pause, or on_answer
    virtual Next end_of_input(Time now) = 0;  ///< the client has said its last byte: finish what it asked, then close
    virtual Next timed_out(Time now) = 0;     ///< the idle timer ran out
    /// The server stops. At the first call what is under way still ends; at the second it does not.
    virtual Next shut_down(Time now) = 0;
    virtual void dropped(Time now) = 0;  ///< the connection is gone; nothing more will be said

    virtual std::string take_output() = 0;
    virtual std::chrono::milliseconds idle_timeout() const = 0;     ///< how long the client may be silent
    virtual std::chrono::milliseconds pause() const { return {}; }  ///< how long Next::pause lasts
    virtual bool waiting() const { return false; }                  ///< its question is still held
    virtual bool is_hearing() const = 0;                            ///< a command has begun and hasn't ended
    virtual std::uint64_t lines_taken() const = 0;                  ///< how many it has heard to their ends
    virtual void on_answer(std::function<void()>) {}  ///< called on its own thread; must not call back in at once

    // Where TLS may begin. An endpoint that never asks for it is only told that it began with the first octet.
    virtual void offer_tls() {}                             ///< it can be asked for here. Before open()
    virtual void tls_began(std::string_view, Time) {}       ///< nobody on the way can read along from here on
    virtual void tls_failed(std::string_view, Time) {}      ///< and the connection is given up, as in dropped()
    virtual Next no_tls_came(Time) { return Next::close; }  ///< something else did, or nothing for too long
    // With `tls.teach`, for a record: octets that have crossed the wire, a line that opens them, and what still has to
    // be said for them before the record ends.
    virtual void crossed_wire(Direction, std::string_view, Time) {}
    virtual void tls_secret(std::string_view) {}
    virtual void before_record_ends(std::function<void(Time)>) {}
};

}  // namespace postlab
