#include "labs/dialogue/socket_wire.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

#include <stdexcept>
#include <utility>

#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr std::size_t longest_line = 1 << 20;  // octets

}  // namespace

Poco::Net::SocketAddress parse_address(const std::string& host_port) {
    std::size_t colon = host_port.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == host_port.size())
        throw UsageError("dialogue.address"_sentence, {host_port});
    std::string host = host_port.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    try {
        return Poco::Net::SocketAddress(host, host_port.substr(colon + 1));
    } catch (const Poco::Exception& error) {
        throw UsageError(Phrase::list({host_port, network_failure(error)}, ": "));
    }
}

LineSocket::LineSocket(const Poco::Net::SocketAddress& address, Poco::Timespan patience, const Language& language)
    : language_(&language) {
    socket_.connect(address, patience);
    socket_.setReceiveTimeout(patience);
    socket_.setSendTimeout(patience);
    socket_.setNoDelay(true);
}

void LineSocket::send(std::string_view bytes) {
    if (!tls_) return send_to_wire(bytes);
    tls_->send(bytes);
    send_to_wire(tls_->take_output());
}

void LineSocket::send_to_wire(std::string_view bytes) {
    try {
        while (!bytes.empty())
            bytes.remove_prefix(
                static_cast<std::size_t>(socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()))));
    } catch (const Poco::IOException&) {  // NetExceptions, and EPIPE, which is none
        // The server has gone; what it said before can still be heard.
    }
}

/// Adds what has come to what is unheard; false: nothing more comes.
bool LineSocket::receive() {
    char block[4096];
    const int got = socket_.receiveBytes(block, sizeof block);
    if (got <= 0) return false;
    const std::string_view came(block, static_cast<std::size_t>(got));
    if (!tls_) {
        unheard_ += came;
        return true;
    }
    using State = tls::Engine::State;
    const std::size_t before = unheard_.size();
    const State state = tls_->receive(came, unheard_);
    send_to_wire(tls_->take_output());
    return state == State::open || state == State::handshake || unheard_.size() > before;
}

Heard LineSocket::hear() {
    for (;;) {
        std::size_t end = unheard_.find('\n');
        if (end != std::string::npos) {
            Heard heard{Heard::What::line, unheard_.substr(0, end + 1)};
            unheard_.erase(0, end + 1);
            return heard;
        }
        if (unheard_.size() > longest_line) return {Heard::What::closed, std::exchange(unheard_, {})};
        try {
            if (!receive()) return {Heard::What::closed, unheard_};
        } catch (const Poco::TimeoutException&) {
            return {Heard::What::silence, unheard_};
        } catch (const Poco::Net::NetException&) {
            return {Heard::What::closed, unheard_};
        }
    }
}

std::optional<std::string> LineSocket::start_tls() {
    using State = tls::Engine::State;
    tls_ = std::make_unique<tls::Engine>();
    tls_->receive({}, unheard_);
    send_to_wire(tls_->take_output());
    try {
        while (tls_->state() == State::handshake)
            if (!receive()) break;
    } catch (const Poco::Exception& error) {
        return language_->say("dialogue.tls_failed"_sentence, {network_failure(error)});
    }
    if (tls_->state() == State::open) return std::nullopt;
    const Phrase why = tls_->error().empty() ? Phrase("dialogue.has_closed"_sentence)
                                             : Phrase("dialogue.no_terms"_sentence, {tls_->error()});
    return language_->say("dialogue.tls_failed"_sentence, {why});
}

std::optional<std::string> LineSocket::hide(Secrecy how, Protocol protocol) {
    if (how == Secrecy::none) return std::nullopt;
    if (how == Secrecy::tls) return start_tls();
    const Heard greeting = hear();
    if (greeting.what != Heard::What::line) return language_->say("dialogue.no_greeting"_sentence);
    auto ask = [&](const std::string& command) {
        send(command + "\r\n");
        return hear_whole([&] { return hear(); }, protocol, command, false).text;
    };
    const bool smtp = protocol == Protocol::smtp;
    if (smtp) ask("EHLO localhost");
    const std::string answer = ask(smtp ? "STARTTLS" : "STLS");
    if (!answer.starts_with(smtp ? "220" : "+OK"))
        return language_->say("dialogue.no_tls"_sentence, {with_escapes(answer)});
    unheard_.clear();  // said ahead in plain text, by whomever
    if (auto why_not = start_tls()) return why_not;
    unheard_.insert(0, greeting.text);
    return std::nullopt;
}

void LineSocket::end() {
    if (tls_) {
        tls_->close();
        send_to_wire(tls_->take_output());
    }
    socket_.shutdownSend();
}

std::vector<Option> secrecy_options() {
    return {{"tls", "", "speaks TLS from the first octet on; any certificate will do"},
            {"starttls", "", "begins TLS with STARTTLS or STLS, first of all"}};
}

std::vector<Option> with_secrecy(std::vector<Option> options) {
    for (const Option& option : secrecy_options()) options.push_back(option);
    return options;
}

Secrecy secrecy_in(const CommandLine& line) {
    if (line.has("tls") && line.has("starttls")) throw UsageError("dialogue.two_ways"_sentence, {});
    return line.has("tls") ? Secrecy::tls : line.has("starttls") ? Secrecy::starttls : Secrecy::none;
}

void SocketWire::open(int connection, Protocol protocol) {
    auto address = addresses_.find(protocol);
    if (address == addresses_.end()) throw SayableError("dialogue.no_address"_sentence, {name_of(protocol)});
    sockets_.erase(connection);
    LineSocket socket(parse_address(address->second), patience_, language_);
    if (auto why_not = socket.hide(secrecy_, protocol)) throw Poco::IOException(*why_not);
    sockets_.emplace(connection, std::move(socket));
}

std::optional<std::string> SocketWire::start_tls(int connection) { return sockets_.at(connection).start_tls(); }

std::optional<std::string> SocketWire::happen(const Step&) { return language_.say("dialogue.in_memory"_sentence); }

}  // namespace postlab::labs
