#include "labs/client/server_line.h"

#include <Poco/Exception.h>

#include <utility>

#include "labs/dialogue/network_failure.h"

namespace postlab::labs {

ServerLine::ServerLine(Poco::Net::StreamSocket socket) : socket_(std::move(socket)) { socket_.setBlocking(false); }

void ServerLine::hear(std::string& heard) {
    char block[16 * 1024];
    try {
        const int got = socket_.receiveBytes(block, sizeof block);
        if (got == 0) over_ = true;
        if (got <= 0) return;
        const std::string_view octets(block, static_cast<std::size_t>(got));
        if (!tls_) {
            heard += octets;
            return;
        }
        over_ = tls_->receive(octets, heard) == tls::Engine::State::broken;
        unsent_ += tls_->take_output();
    } catch (const Poco::Exception& error) {
        broken_ = network_failure(error);
        over_ = true;
    }
}

void ServerLine::say(std::string_view octets) {
    if (!tls_) {
        unsent_ += octets;
        return;
    }
    tls_->send(octets);
    unsent_ += tls_->take_output();
}

/// Only where there is room: then some of it goes, and Poco has no reason to throw for a full buffer.
void ServerLine::send() {
    try {
        const int sent = socket_.sendBytes(unsent_.data(), static_cast<int>(unsent_.size()));
        unsent_.erase(0, static_cast<std::size_t>(sent));
    } catch (const Poco::Exception&) {
        unsent_.clear();  // the server has gone; what it said before, and how it went, is still to be heard
    }
}

void ServerLine::half_close() {
    if (tls_ && !std::exchange(said_last_, true)) {  // which has a last word
        tls_->close();
        unsent_ += tls_->take_output();
        return;
    }
    half_closed_ = true;
    try {
        socket_.shutdownSend();
    } catch (const Poco::Exception&) {
        // likewise
    }
}

void ServerLine::begin_tls() {
    tls_ = std::make_unique<tls::Engine>();
    std::string nothing;
    tls_->receive({}, nothing);
    unsent_ += tls_->take_output();
}

}  // namespace postlab::labs
