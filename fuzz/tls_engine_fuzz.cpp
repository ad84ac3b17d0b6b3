// TLS whose octets come cut anywhere, and wrong: the first byte chooses the cutting, the second whose octets are
// spoilt, the third how much is said; the rest says where, and with what. Without a second byte's lowest bit the rest
// is all that a server hears.
#include <optional>

#include "fuzz/fuzz.h"
#include "fuzz/tls_for_fuzzers.h"

namespace {

using namespace postlab;
using State = tls::Engine::State;

/// The octets of one direction, of which some are changed on the way: pairs of how many stay as they are and what is
/// added to the next one, modulo 256.
class Wire {
public:
    explicit Wire(std::string_view spoil) : spoil_(spoil) { next_spoilt(); }
    std::string carried(std::string octets) {
        for (char& octet : octets) {
            if (left_ && (*left_)-- == 0) {
                octet = static_cast<char>(octet + static_cast<char>(add_));
                spoilt_ = spoilt_ || add_ != 0;
                next_spoilt();
            }
        }
        return octets;
    }
    bool spoilt() const { return spoilt_; }

private:
    void next_spoilt() {
        left_.reset();
        if (spoil_.size() < 2) return;
        left_ = 8u * fuzz::take_byte(spoil_);
        const unsigned char what = fuzz::take_byte(spoil_);
        *left_ += what % 8;
        add_ = what;
    }
    std::string_view spoil_;
    std::optional<unsigned> left_;
    unsigned char add_ = 0;
    bool spoilt_ = false;
};

struct End {
    tls::Engine& engine;
    Wire wire;  ///< of what it says
    std::string heard;
};

/// Gives the engine the octets in pieces; what is broken or at its end stays so and says nothing more to us.
void hear(End& end, std::string_view octets, unsigned char how) {
    for (const std::string_view piece : fuzz::cut(octets, how)) {
        const State before = end.engine.state();
        const std::size_t heard = end.heard.size();
        const State after = end.engine.receive(piece, end.heard);
        fuzz::demand(after == end.engine.state(), "it answers with its state");
        if (before == State::broken || before == State::ended)
            fuzz::demand(after == before && end.heard.size() == heard, "what is over stays over");
        if (after == State::handshake) fuzz::demand(end.heard.empty(), "nothing is heard before the handshake is over");
        if (after == State::broken) fuzz::demand(!end.engine.error().empty(), "what has gone wrong has a name");
    }
}

void exchange(End& one, End& other, unsigned char how) {
    for (;;) {
        const std::string from_one = one.wire.carried(one.engine.take_output()),
                          from_other = other.wire.carried(other.engine.take_output());
        if (from_one.empty() && from_other.empty()) return;
        hear(other, from_one, how);
        hear(one, from_other, how);
    }
}

void demand_whole_or_broken(const End& hearer, const std::string& said, bool spoilt) {
    fuzz::demand(said.starts_with(hearer.heard), "what is heard has been said");
    if (!spoilt) fuzz::demand_equal(hearer.heard, said, "whatever was not spoilt arrives");
}

void talk(std::string_view spoil, unsigned char how, bool servers, std::size_t octets) {
    tls::Engine server(fuzz::identity()), client;
    End at_server{server, Wire(servers ? spoil : ""), {}}, at_client{client, Wire(servers ? "" : spoil), {}};
    const std::string question(octets, 'q'), answer(octets, 'a');
    client.receive({}, at_client.heard);
    exchange(at_client, at_server, how);
    if (client.state() == State::open) client.send(question);
    exchange(at_client, at_server, how);
    const bool asked = at_server.heard == question && server.state() == State::open;
    if (asked) server.send(answer);
    exchange(at_client, at_server, how);
    server.close();
    exchange(at_client, at_server, how);
    const bool spoilt = at_server.wire.spoilt() || at_client.wire.spoilt();
    demand_whole_or_broken(at_server, question, spoilt);
    demand_whole_or_broken(at_client, answer, spoilt);
    if (!spoilt) fuzz::demand(client.state() == State::ended, "the end is heard");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    if (manners & 1) {
        talk(input, how, manners & 2, 1 + manners / 4 * 600u);
    } else {
        tls::Engine server(fuzz::identity());
        End end{server, Wire(""), {}};
        hear(end, input, how);
        fuzz::demand(end.heard.empty(), "who knows no key says nothing");
    }
    // Whatever was wrong there is of no concern to the next one.
    static unsigned count = 0;
    if (++count % 64 == 0) talk("", 0, false, 100);
    return 0;
}
