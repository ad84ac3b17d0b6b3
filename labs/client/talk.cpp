#include "labs/client/talk.h"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <ostream>
#include <utility>

#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/language/sentences.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"
#include "shared/wire/line_reader.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience_to_connect(10, 0);
constexpr int patience_for_line_end_ms = 300;  // then an unfinished line is shown as it stands
constexpr int quiet_ms = 200;                  // then the server has answered all that was said
constexpr std::size_t most_unsent = 64 * 1024, longest_unfinished = 64 * 1024;

bool is_quit(std::string_view line) {
    return equal_ignoring_case(line.substr(0, line.find_last_not_of(" \t") + 1), "QUIT");
}

/// A terminal sends its arrow keys along; a server must not get them. A line that only a server would understand goes
/// as it is.
std::string without_keys(std::string_view typed) {
    const std::string ended = std::string(typed) + "\n";
    std::string_view input = ended;
    LineReader reader(ended.size());
    const auto line = reader.take(input);
    return std::string(line ? line->text : typed);
}

bool asks_for_tls(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    return equal_ignoring_case(line, "STARTTLS") || equal_ignoring_case(line, "STLS");
}

class Talk {
public:
    Talk(Poco::Net::StreamSocket socket, bool raw, int input, std::ostream& out, std::ostream& notes, Secrecy secrecy,
         const Language& language)
        : socket_(std::move(socket)),
          raw_(raw),
          input_(input),
          out_(out),
          notes_(notes),
          secrecy_(secrecy),
          language_(language) {
        socket_.setBlocking(false);
    }

    int run() {
        if (secrecy_ == Secrecy::tls) begin_tls();
        while (!over_) wait_and_move();
        show_lines();
        show_unfinished();
        if (!broken_.empty()) {
            note(language_.say("client.broke"_sentence, {broken_}));
            return 1;
        }
        note(language_.say("dialogue.has_closed"_sentence));
        return last_was_quit_ || input_ended_ ? 0 : 1;
    }

private:
    void note(const std::string& text) { notes_ << "postlab talk: " << text << std::endl; }

    void wait_and_move() {
        const bool room = unsent_.size() < most_unsent;
        const short towards_server = unsent_.empty() ? 0 : POLLOUT;
        pollfd ends[] = {{socket_.impl()->sockfd(), static_cast<short>(POLLIN | towards_server), 0},
                         {nothing_more_typed_ || !room || waits_for_tls() ? -1 : input_, POLLIN, 0}};
        const bool holds = holds_request();
        const int ready = poll(ends, 2, holds ? quiet_ms : unheard_.empty() ? -1 : patience_for_line_end_ms);
        if (ready < 0) return;  // a signal
        if (ready == 0) return holds ? ask_for_tls() : show_unfinished();
        if (ends[0].revents & (POLLIN | POLLHUP | POLLERR)) hear();
        if (!over_ && ends[1].revents != 0) read_input();
        if (!over_ && ends[0].revents & POLLOUT) send();
        if (!over_ && input_ended_ && unsent_.empty() && !half_closed_) half_close();
    }

    void hear() {
        char block[16 * 1024];
        try {
            const int got = socket_.receiveBytes(block, sizeof block);
            if (got == 0 && shakes_hands()) broken_ = language_.say("client.closed_in_handshake"_sentence);
            if (got == 0) over_ = true;
            if (got <= 0) return;
            take({block, static_cast<std::size_t>(got)});
        } catch (const Poco::Exception& error) {
            broken_ = language_.say(network_failure(error));
            over_ = true;
        }
        show_lines();
    }

    void take(std::string_view octets) {
        if (!tls_) {
            unheard_ += octets;
            return;
        }
        const bool in_handshake = shakes_hands();
        const tls::Engine::State state = tls_->receive(octets, unheard_);
        unsent_ += tls_->take_output();
        if (state == tls::Engine::State::broken) {
            broken_ = language_.say("dialogue.tls_failed"_sentence, {{"dialogue.no_terms"_sentence, {tls_->error()}}});
            over_ = true;
        } else if (in_handshake && !shakes_hands()) {
            note(language_.say("client.hidden"_sentence, {tls_->description(), tls_->peer_fingerprint()}));
            say_lines();
        }
    }

    void show_lines() {
        std::size_t end;
        while ((end = unheard_.find('\n')) != unheard_.npos) {
            const std::string line = unheard_.substr(0, end + 1);
            unheard_.erase(0, end + 1);
            out_ << shown(line, raw_) << "\n";
            heard(line);
        }
        if (unheard_.size() > longest_unfinished) show_unfinished();
        out_.flush();
    }

    /// What a line of the server's means for TLS.
    void heard(std::string_view line) {
        const bool agreed = line.starts_with("220") || line.starts_with("+OK");
        if (std::exchange(asked_for_tls_, false)) {
            if (agreed) return begin_tls();
            if (secrecy_ == Secrecy::starttls) over_ = true;
            if (!over_) say_lines();
        } else if (!std::exchange(greeted_, true) && secrecy_ == Secrecy::starttls && agreed) {
            typed_.insert(0, line.starts_with("220") ? "EHLO localhost\nSTARTTLS\n" : "STLS\n");
            say_lines();
        }
    }

    void begin_tls() {
        unheard_.clear();  // said ahead in plain text, by whomever
        tls_ = std::make_unique<tls::Engine>();
        tls_->receive({}, unheard_);
        unsent_ += tls_->take_output();
    }

    bool shakes_hands() const { return tls_ && tls_->state() == tls::Engine::State::handshake; }
    /// Nothing may be said before TLS stands, or has been refused.
    bool waits_for_tls() const {
        return asked_for_tls_ || shakes_hands() || (secrecy_ == Secrecy::starttls && !greeted_);
    }
    /// Whether the next line would begin TLS; what was said before it has to be answered first.
    bool holds_request() const {
        return !tls_ && greeted_ && !waits_for_tls() && asks_for_tls(typed_.substr(0, typed_.find('\n')));
    }
    void ask_for_tls() {
        const std::size_t end = std::min(typed_.find('\n'), typed_.size());
        say(typed_.substr(0, end));
        typed_.erase(0, end + 1);
        asked_for_tls_ = true;
    }

    /// A CR at its end waits for its LF, unless there will be none.
    void show_unfinished() {
        const bool half_an_end = !over_ && unheard_.ends_with('\r');
        const std::string_view text = std::string_view(unheard_).substr(0, unheard_.size() - half_an_end);
        if (!text.empty()) out_ << shown(text, raw_) << std::endl;
        if (!text.empty()) note(language_.say("client.no_line_end"_sentence));
        unheard_.erase(0, text.size());
    }

    void read_input() {
        char block[16 * 1024];
        const ssize_t got = read(input_, block, sizeof block);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (got > 0)
            typed_.append(block, static_cast<std::size_t>(got));
        else
            nothing_more_typed_ = true;
        if (got <= 0 && !typed_.empty() && !typed_.ends_with('\n')) typed_ += '\n';
        say_lines();
    }

    /// All lines that have been typed, up to one that begins TLS.
    void say_lines() {
        std::size_t from = 0;
        for (std::size_t end; !waits_for_tls() && (end = typed_.find('\n', from)) != typed_.npos; from = end + 1) {
            const std::string_view line = std::string_view(typed_).substr(from, end - from);
            if (!tls_ && asks_for_tls(line)) break;
            say(line);
        }
        typed_.erase(0, from);
        input_ended_ = nothing_more_typed_ && typed_.empty();
    }

    void say(std::string_view typed) {
        if (typed.ends_with('\r')) typed.remove_suffix(1);
        const std::string line = isatty(input_) ? without_keys(typed) : std::string(typed);
        last_was_quit_ = is_quit(line);
        if (!tls_) {
            unsent_.append(line).append("\r\n");
            return;
        }
        tls_->send(line + "\r\n");
        unsent_ += tls_->take_output();
    }

    /// Only where there is room: then some of it goes, and Poco has no reason to throw for a full buffer.
    void send() {
        try {
            const int sent = socket_.sendBytes(unsent_.data(), static_cast<int>(unsent_.size()));
            unsent_.erase(0, static_cast<std::size_t>(sent));
        } catch (const Poco::Exception&) {
            unsent_.clear();  // the server has gone; what it said before, and how it went, is still to be heard
        }
    }

    void half_close() {
        if (tls_ && !said_last_) {  // which has a last word
            said_last_ = true;
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

    Poco::Net::StreamSocket socket_;
    const bool raw_;
    const int input_;
    std::ostream &out_, &notes_;
    const Secrecy secrecy_;
    const Language& language_;
    std::unique_ptr<tls::Engine> tls_;  ///< null: plain text
    std::string typed_, unsent_, unheard_, broken_;
    bool greeted_ = false, asked_for_tls_ = false, nothing_more_typed_ = false, said_last_ = false;
    bool input_ended_ = false, half_closed_ = false, last_was_quit_ = false, over_ = false;
};

}  // namespace

std::string shown(std::string_view line, bool raw) {
    if (raw) return visible(line, false);
    if (line.ends_with("\r\n")) line.remove_suffix(2);
    std::string text;
    while (!line.empty()) {
        const std::size_t word = std::min(line.find_first_of(" \t"), line.size());
        text += visible(line.substr(0, word), false);
        line.remove_prefix(word);
        const std::size_t blank = std::min(line.find_first_not_of(" \t"), line.size());
        text += line.substr(0, blank);
        line.remove_prefix(blank);
    }
    return text;
}

int talk(const Poco::Net::SocketAddress& address, bool raw, int input, std::ostream& out, std::ostream& notes,
         Secrecy secrecy, const Language& language) {
    Poco::Net::StreamSocket socket;
    try {
        socket.connect(address, patience_to_connect);
        socket.setNoDelay(true);
    } catch (const Poco::Exception& error) {
        notes << "postlab talk: "
              << language.say("client.no_connection"_sentence, {address.toString(), network_failure(error)}) << "\n";
        return 1;
    }
    if (isatty(input)) notes << language.say("client.talk_to"_sentence, {address.toString()}) << "\n";
    return Talk(std::move(socket), raw, input, out, notes, secrecy, language).run();
}

ProgramCommand talk_command() {
    return {"talk",
            "HOST:PORT",
            "a line client: always CRLF, hidden characters shown",
            with_secrecy({{"raw", "", "shows every line end and hidden character"}, language_option}),
            "postlab talk localhost:2525",
            [](const CommandLine& line, std::ostream& out, std::ostream& err) {
                return talk(parse_address(line.word(0)), line.has("raw"), STDIN_FILENO, out, err, secrecy_in(line),
                            language_in(line));
            },
            "For where telnet is missing. Standard input may be a terminal, a pipe or a file. Exit status 0 when the "
            "server "
            "closed after QUIT or the end of input. Whoever types STARTTLS or STLS goes on over TLS."};
}

}  // namespace postlab::labs
