#include "labs/client/talk.h"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <memory>
#include <utility>

#include "labs/client/line_editor.h"
#include "labs/client/saved_dialogue.h"
#include "labs/client/server_line.h"
#include "labs/dialogue/network_failure.h"
#include "labs/language/sentences.h"
#include "labs/text/ink.h"
#include "labs/text/out_file.h"
#include "labs/text/paragraph.h"
#include "shared/system/interrupts.h"
#include "shared/text/text.h"
#include "shared/wire/credentials.h"
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

/// A terminal sends its arrow keys along; a server must not get them.
std::string without_keys(std::string_view typed) {
    const std::string ended = std::string(typed) + "\n";
    std::string_view input = ended;
    LineReader reader(ended.size());
    const auto line = reader.take(input);
    std::string text(line ? line->text : typed);
    std::erase(text, '\x1b');
    return text;
}

bool asks_for_tls(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    return equal_ignoring_case(line, "STARTTLS") || equal_ignoring_case(line, "STLS");
}

/// What may be brought back by a key: nothing that is, or may be, a secret.
bool may_be_remembered(const Overheard& line) {
    const bool whole = line.shown.size() == line.text.size();
    return whole && line.what != Overheard::What::response && !before_credentials(line.text);
}

class Talk {
public:
    Talk(Poco::Net::StreamSocket socket, const TalkOptions& options, int input, std::ostream& out, std::ostream& notes,
         const Language& language)
        : line_(std::move(socket)),
          input_(input),
          typed_at_terminal_(isatty(input)),
          notes_(notes),
          secrecy_(options.secrecy),
          language_(language),
          screen_(options.view, out, language),
          saved_(language.say("client.saved"_sentence), language.say("client.saved_secrets"_sentence)) {
        if (options.terminal >= 0)
            editor_ = std::make_unique<LineEditor>(input, options.terminal, !options.view.words,
                                                   [this] { return await_key(); });
    }

    int run() {
        if (secrecy_ == Secrecy::tls) line_.begin_tls();
        while (!is_over()) editor_ && !nothing_more_typed_ ? edit_line() : wait_and_move();
        editor_.reset();
        show_lines();
        show_unfinished();
        bystander_.over();
        saved_.happened(signal_ != 0 || !broken().empty() ? "drop" : "closed", bystander_.lines());
        if (signal_ != 0) return 1;
        if (!broken().empty()) {
            note(language_.say("client.broke"_sentence, {broken()}));
            return 1;
        }
        note(language_.say("dialogue.has_closed"_sentence));
        return last_was_quit_ || input_ended_ ? 0 : 1;
    }

    int signal() const { return signal_; }  ///< that has ended it; 0: none has
    std::string dialogue() const { return saved_.text(); }

private:
    bool is_over() const { return over_ || signal_ != 0 || line_.is_over(); }
    const Phrase& broken() const { return broken_.empty() ? line_.broken() : broken_; }

    void note(const std::string& text) {
        const LineEditor::Aside aside(editor_.get());
        notes_ << "postlab talk: " << text << std::endl;
    }

    void wait_and_move() {
        const bool hears = !nothing_more_typed_ && line_.unsent() < most_unsent && !waits_for_tls();
        const short towards_server = line_.has_unsent() ? POLLOUT : 0;
        pollfd ends[] = {{line_.descriptor(), static_cast<short>(POLLIN | towards_server), 0},
                         {hears ? input_ : -1, POLLIN, 0},
                         {interrupts_.descriptor(), POLLIN, 0}};
        const bool holds = holds_request();
        const int ready = poll(ends, std::size(ends),
                               holds              ? quiet_ms
                               : unheard_.empty() ? -1
                                                  : patience_for_line_end_ms);
        if (ready < 0) return;  // a signal
        if (ready == 0) return holds ? ask_for_tls() : show_unfinished();
        if (ends[2].revents != 0) obey(interrupts_.next());
        if (ends[0].revents & (POLLIN | POLLHUP | POLLERR)) hear();
        if (!is_over() && ends[1].revents != 0) editor_ ? void(key_is_there_ = true) : read_input();
        if (!is_over() && ends[0].revents & POLLOUT) line_.send();
        half_close_when_all_is_said();
    }

    void obey(int signal) {
        if (Interrupts::ends(signal)) signal_ = signal;
        if (signal == SIGWINCH && editor_) editor_->resized();
        if (signal == SIGTSTP) editor_ ? editor_->suspend() : void(kill(getpid(), SIGSTOP));
    }

    // -------------------------------------------------------------------------------------------------- the server

    void hear() {
        const bool in_handshake = line_.shakes_hands();
        line_.hear(unheard_);
        if (in_handshake && line_.is_over() && line_.broken().empty()) broken_ = "client.closed_in_handshake"_sentence;
        if (line_.has_tls() && line_.tls().state() == tls::Engine::State::broken)
            broken_ = Phrase("dialogue.tls_failed"_sentence, {{"dialogue.no_terms"_sentence, {line_.tls().error()}}});
        else if (in_handshake && !line_.shakes_hands()) {
            note(language_.say("client.hidden"_sentence, {line_.tls().description(), line_.tls().peer_fingerprint()}));
            say_lines();
        }
        show_lines();
    }

    void show_lines() {
        if (unheard_.find('\n') == unheard_.npos && unheard_.size() <= longest_unfinished) return;
        const LineEditor::Aside aside(editor_.get());
        std::size_t end;
        while ((end = unheard_.find('\n')) != unheard_.npos) {
            const std::string line = unheard_.substr(0, end + 1);
            unheard_.erase(0, end + 1);
            bystander_.heard(line);
            heard(line);
        }
        if (unheard_.size() > longest_unfinished) show_unfinished();
    }

    /// A CR at its end waits for its LF, unless there will be none.
    void show_unfinished() {
        const bool half_an_end = !is_over() && unheard_.ends_with('\r');
        const std::string text = unheard_.substr(0, unheard_.size() - half_an_end);
        if (text.empty()) return;
        const LineEditor::Aside aside(editor_.get());
        bystander_.heard(text);
        note(language_.say("client.no_line_end"_sentence));
        unheard_.erase(0, text.size());
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
        saved_.happened("starttls", bystander_.lines());
        line_.begin_tls();
    }

    /// Nothing may be said before TLS stands, or has been refused.
    bool waits_for_tls() const {
        return asked_for_tls_ || line_.shakes_hands() || (secrecy_ == Secrecy::starttls && !greeted_);
    }
    /// Whether the next line would begin TLS; what was said before it has to be answered first.
    bool holds_request() const {
        return !line_.has_tls() && greeted_ && !waits_for_tls() && asks_for_tls(typed_.substr(0, typed_.find('\n')));
    }
    void ask_for_tls() {
        const std::size_t end = std::min(typed_.find('\n'), typed_.size());
        say(typed_.substr(0, end));
        typed_.erase(0, end + 1);
        asked_for_tls_ = true;
    }

    // -------------------------------------------------------------------------------------------------- the person

    bool await_key() {
        key_is_there_ = false;
        while (!is_over() && !key_is_there_) wait_and_move();
        return key_is_there_;
    }

    void edit_line() {
        const std::optional<std::string> line = editor_->line();
        if (editor_->take_left_out()) note(language_.say("client.left_out"_sentence));
        if (line) typed_.append(*line).append("\n");
        nothing_more_typed_ = !line;
        say_lines();
        half_close_when_all_is_said();
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
            if (!line_.has_tls() && asks_for_tls(line)) break;
            say(line);
        }
        typed_.erase(0, from);
        input_ended_ = nothing_more_typed_ && typed_.empty();
    }

    void say(std::string_view typed) {
        if (typed.ends_with('\r')) typed.remove_suffix(1);
        const std::string line = typed_at_terminal_ ? without_keys(typed) : std::string(typed);
        if (typed_at_terminal_ && typed.find('\x1b') != typed.npos) note(language_.say("client.left_out"_sentence));
        last_was_quit_ = is_quit(line);
        line_.say(line + "\r\n");
        bystander_.said(line + "\r\n");
    }

    void half_close_when_all_is_said() {
        if (is_over() || !input_ended_ || line_.has_unsent() || line_.is_half_closed()) return;
        line_.half_close();
        if (line_.is_half_closed()) saved_.happened("end", bystander_.lines());
    }

    // ---------------------------------------------------------------------------------------------------- both sides

    void overhear(const Overheard& line) {
        const LineEditor::Aside aside(editor_.get());
        screen_.show(line);
        saved_.add(line);
        if (editor_ && line.by_client() && may_be_remembered(line)) editor_->remember(line.text);
    }

    Interrupts interrupts_;
    ServerLine line_;
    const int input_;
    const bool typed_at_terminal_;
    std::ostream& notes_;
    const Secrecy secrecy_;
    const Language& language_;
    TalkScreen screen_;
    SavedDialogue saved_;
    Bystander bystander_{[this](const Overheard& line) { overhear(line); }};
    std::unique_ptr<LineEditor> editor_;  ///< null: the lines come as they come
    std::string typed_, unheard_;
    Phrase broken_;
    bool greeted_ = false, asked_for_tls_ = false, nothing_more_typed_ = false, key_is_there_ = false;
    bool input_ended_ = false, last_was_quit_ = false, over_ = false;
    int signal_ = 0;
};

int talk_at_standard_input(const CommandLine& line, std::ostream& out, std::ostream& err) {
    TalkOptions options{
        {line.has("raw"), line.has("words"), line.has("explain")}, secrecy_in(line), line.value("save", "")};
    const bool at_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (at_terminal && &out == &std::cout) options.terminal = STDOUT_FILENO;
    options.view.echoed = at_terminal;
    if (options.view.words && !line.has("color")) look_at(out, {look_of(out).terminal, false, columns_of(out)});
    return talk(parse_address(line.word(0)), options, STDIN_FILENO, out, err, language_in(line));
}

}  // namespace

int talk(const Poco::Net::SocketAddress& address, const TalkOptions& options, int input, std::ostream& out,
         std::ostream& notes, const Language& language) {
    Poco::Net::StreamSocket socket;
    try {
        socket.connect(address, patience_to_connect);
        socket.setNoDelay(true);
    } catch (const Poco::Exception& error) {
        notes << "postlab talk: "
              << language.say("client.no_connection"_sentence, {address.toString(), network_failure(error)}) << "\n";
        return 1;
    }
    if (!options.save.empty()) write_out(options.save, "", out);  // while there is nothing to lose yet
    if (isatty(input))
        notes << paragraph(language.say("client.talk_to"_sentence, {address.toString()}), "", "", columns_of(notes));
    int status = 0, signal = 0;
    {
        Talk talk(std::move(socket), options, input, out, notes, language);
        status = talk.run();
        signal = talk.signal();
        if (!options.save.empty()) write_out(options.save, talk.dialogue(), out);
    }
    if (signal != 0) Interrupts::end_by(signal);
    return status;
}

ProgramCommand talk_command() {
    return {
        "talk",
        "HOST:PORT",
        "a line client: always CRLF, hidden characters shown",
        with_secrecy({{"raw", "", "shows every line end and hidden character"},
                      {"explain", "", "what there is to say of each line, below it, as explain --session has it"},
                      {"words", "", "for who listens: line ends, a lone dot, the end of a listing are said in words"},
                      {"save", "FILE", "the file for the conversation, as a dialogue that postlab play plays again"},
                      language_option}),
        "postlab talk localhost:2525",
        talk_at_standard_input,
        "For where telnet is missing. Standard input may be a terminal, a pipe or a file. At a terminal arrow keys "
        "edit "
        "the line and bring earlier ones back; passwords are not remembered, nor are they in a file of --save. Exit "
        "status 0 when the server closed after QUIT or the end of input. Whoever types STARTTLS or STLS goes on over "
        "TLS."};
}

}  // namespace postlab::labs
