#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <ostream>

#include "labs/record/export.h"

namespace postlab::labs {

using Poco::Net::IPAddress;

namespace {

constexpr std::size_t most_data = 1400;  // octets in a segment; with headers it fits every Ethernet
constexpr std::uint64_t most_filler =
    64 << 20;  // octets for one event: a record that was tampered with may say any number
constexpr std::uint32_t link_type_raw = 101;
constexpr int first_client_port = 49152, client_ports = 16384;  // so that two conversations in one file stay apart
constexpr std::uint8_t tcp = 6, hops = 64;
constexpr std::uint8_t fin = 1, syn = 2, push = 8, ack = 16;

/// Numbers in network byte order, which a pcap file may use too.
void put(std::string& to, std::uint64_t value, int octets) {
    while (octets-- > 0) to += static_cast<char>(value >> (8 * octets));
}

std::string octets_of(const IPAddress& address) {
    return {static_cast<const char*>(address.addr()), static_cast<std::size_t>(address.length())};
}

/// The Internet checksum (RFC 1071).
std::uint16_t checksum(std::string_view bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint32_t octet = static_cast<unsigned char>(bytes[i]);
        sum += i % 2 == 0 ? octet << 8 : octet;
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

void set_checksum(std::string& header, std::size_t at, std::uint16_t sum) {
    header[at] = static_cast<char>(sum >> 8);
    header[at + 1] = static_cast<char>(sum & 0xFF);
}

struct End {
    IPAddress address;
    std::uint16_t port;
    std::uint32_t next = 0;  ///< the sequence number of the next octet it sends
};

End client_end(const store::KeptConversation& about) {
    End end{IPAddress("192.0.2.2"), static_cast<std::uint16_t>(first_client_port + about.id % client_ports)};
    IPAddress::tryParse(about.peer.substr(0, about.peer.find(' ')), end.address);  // "192.0.2.7 by browser"
    return end;
}

using Layer = Event::Layer;

bool is_of_tls(const store::KeptEvent& event) { return event.layer == Layer::wire || !event.tls.empty(); }

/// All that was recorded, in its order.
const std::vector<store::KeptEvent>& all_of(const Conversation& conversation) {
    return conversation.wire.empty() ? conversation.events : conversation.wire;
}

/// Where a client would have dialled; whether TLS was there from the first octet on has its part in it.
std::uint16_t usual_port(const Conversation& conversation) {
    const auto& all = all_of(conversation);
    const auto first = std::ranges::find_if(all, [](const auto& event) { return event.layer != Layer::secret; });
    const bool tls = first != all.end() && is_of_tls(*first);
    if (conversation.protocol() == Protocol::smtp) return tls ? 465 : 25;
    if (conversation.protocol() == Protocol::pop2) return 109;
    return tls ? 995 : 110;
}

End server_end(const IPAddress& client, const Conversation& conversation) {
    const std::uint16_t port = usual_port(conversation);
    if (client.isLoopback()) return {client, port};
    return {IPAddress(client.family() == IPAddress::IPv6 ? "2001:db8::1" : "192.0.2.1"), port};
}

std::string tcp_segment(const End& from, const End& to, std::uint8_t flags, std::string_view data) {
    std::string segment;
    put(segment, from.port, 2);
    put(segment, to.port, 2);
    put(segment, from.next, 4);
    put(segment, flags & ack ? to.next : 0, 4);
    put(segment, 5 << 4, 1);  // five words of header
    put(segment, flags, 1);
    put(segment, 65535, 2);  // the window
    put(segment, 0, 4);      // checksum, urgent pointer
    segment += data;
    std::string pseudo_header = octets_of(from.address) + octets_of(to.address);
    put(pseudo_header, segment.size(), 4);
    put(pseudo_header, tcp, 4);
    set_checksum(segment, 16, checksum(pseudo_header + segment));
    return segment;
}

std::string packet(const End& from, const End& to, const std::string& segment) {
    std::string header;
    if (from.address.family() == IPAddress::IPv6) {
        put(header, 6u << 28, 4);
        put(header, segment.size(), 2);
        put(header, tcp, 1);
        put(header, hops, 1);
        return header + octets_of(from.address) + octets_of(to.address) + segment;
    }
    put(header, 0x4500, 2);
    put(header, 20 + segment.size(), 2);
    put(header, 0x4000, 4);  // no identification, and no fragments
    put(header, hops, 1);
    put(header, tcp, 1);
    put(header, 0, 2);
    header += octets_of(from.address) + octets_of(to.address);
    set_checksum(header, 10, checksum(header));
    return header + segment;
}

/// What stands for octets of content that were not kept. Where something was said behind it, the content has ended, and
/// whoever takes the stream apart must see that.
std::string filler(std::uint64_t left_out, bool ended) {
    const std::uint64_t octets = std::min(left_out, most_filler);
    static constexpr std::string_view line = "\r\n(not recorded)", end = "\r\n.\r\n";
    std::string text;
    while (text.size() < octets) text += line;
    text.resize(octets);
    if (ended && octets >= end.size()) text.replace(octets - end.size(), end.size(), end);
    return text;
}

class Capture {
public:
    Capture(const Conversation& conversation, std::ostream& out)
        : client_(client_end(conversation.about)), server_(server_end(client_.address, conversation)), out_(out) {
        std::string header;
        put(header, 0xA1B2C3D4, 4);
        put(header, 0x00020004, 4);  // version 2.4
        put(header, 0, 8);
        put(header, 65535, 4);
        put(header, link_type_raw, 4);
        out_ << header;
    }

    void conversation(const Conversation& conversation) {
        const store::KeptConversation& about = conversation.about;
        send(client_, server_, syn, {}, about.started);
        send(server_, client_, syn | ack, {}, about.started);
        send(client_, server_, ack, {}, about.started);
        const std::vector<store::KeptEvent>& all = all_of(conversation);
        const store::KeptEvent* last = all.empty() ? nullptr : &all.back();
        bool hidden = false;
        for (const store::KeptEvent& event : all) {
            hidden = hidden || is_of_tls(event);
            if (event.layer == Layer::secret || (hidden && event.layer != Layer::wire)) continue;
            const bool client = event.direction == Direction::client;
            End &from = client ? client_ : server_, &to = client ? server_ : client_;
            say(from, to, event.bytes, about.started + event.at);
            say(from, to, filler(event.left_out, &event != last), about.started + event.at);
        }
        if (about.ended) close(about.how == "drop", *about.ended);
    }

private:
    void say(End& from, const End& to, std::string_view bytes, Time at) {
        for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), most_data)))
            send(from, to, push | ack, bytes.substr(0, most_data), at);
    }

    void close(bool client_first, Time at) {
        End &first = client_first ? client_ : server_, &second = client_first ? server_ : client_;
        send(first, second, fin | ack, {}, at);
        send(second, first, fin | ack, {}, at);
        send(first, second, ack, {}, at);
    }

    void send(End& from, const End& to, std::uint8_t flags, std::string_view data, Time at) {
        const std::string bytes = packet(from, to, tcp_segment(from, to, flags, data));
        const auto since_1970 = microseconds_of(at);
        std::string header;
        put(header, static_cast<std::uint64_t>(since_1970 / 1'000'000), 4);
        put(header, static_cast<std::uint64_t>(since_1970 % 1'000'000), 4);
        put(header, bytes.size(), 4);  // octets here
        put(header, bytes.size(), 4);  // octets on the wire
        out_ << header << bytes;
        from.next += static_cast<std::uint32_t>(data.size()) + (flags & (syn | fin) ? 1 : 0);
    }

    End client_, server_;
    std::ostream& out_;
};

}  // namespace

std::string key_log(const Conversation& conversation) {
    std::string lines;
    for (const store::KeptEvent& event : conversation.wire)
        if (event.layer == Layer::secret) lines += event.bytes + "\n";
    return lines;
}

void export_pcap(const Conversation& conversation, std::ostream& out, const Language&) {
    Capture capture(conversation, out);
    if (conversation.was_on_a_wire()) capture.conversation(conversation);
}

}  // namespace postlab::labs
