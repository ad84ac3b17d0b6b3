#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "shared/endpoint.h"
#include "shared/fault_layer.h"
#include "shared/feedback.h"
#include "shared/reply.h"
#include "shared/reply_writer.h"
#include "shared/sasl/exchange.h"
#include "shared/session_record.h"
#include "shared/time.h"
#include "shared/traffic.h"
#include "shared/wire/line_reader.h"

namespace postlab {

/// A conversation with one client by a mail protocol: no socket, no clock, no thread, and nothing in it ever blocks.
/// smtpd::Session and pop3d::Session are the two kinds; how a connection treats it, and what Next means, says Endpoint.
///
/// Here is the loop that keeps order between input, store and output. What a reply says is ReplyWriter's business, what
/// is recorded SessionRecord's, what goes wrong on demand FaultLayer's.
class Session : public Endpoint {
public:
    /// Output at which a session rests until it has been sent (octets); between commands an eighth.
    static constexpr std::size_t most_unsent = 64 * 1024;

    ~Session() override;

    /// What is to go wrong in this session, and what a class says behind its replies. Before open(); without them,
    /// nothing.
    void arrange(std::unique_ptr<Faults> faults) { faults_.arrange(std::move(faults)); }
    void arrange(std::unique_ptr<Feedback> feedback);
    /// What challenges are made with, instead of something new for each: so that dialogues know them.
    void fix_nonce(std::string nonce) { fixed_nonce_ = std::move(nonce); }

    /// Counts there what it has to do. Before open(); it outlives the session.
    void count_in(Traffic& traffic);

    /// Somebody else needs what it holds: it is to end as if its client had been silent for too long, at once, see
    /// timed_out(); the record says that it was let go.
    void let_go() { let_go_ = true; }
    /// Whose maildrop it holds, in lower case; empty: none.
    virtual std::string_view maildrop_held() const { return {}; }

    void offer_tls() override { offers_tls_ = true; }
    void tls_began(std::string_view what, Time now) override;  ///< `what`: as tls::Engine::description()
    /// Says so in plain text, and closes.
    Next no_tls_came(Time now) override;
    void tls_failed(std::string_view why, Time now) override;  ///< in OpenSSL's words
    void crossed_wire(Direction from, std::string_view octets, Time now) override {
        record_.hidden(Event::Layer::wire, from, octets, now);
    }
    void tls_secret(std::string_view line) override {
        record_.hidden(Event::Layer::secret, Direction::server, line, now_);
    }
    void before_record_ends(std::function<void(Time)> last_words) override { last_words_ = std::move(last_words); }

    Next open(Time now) override;       ///< the greeting
    Next turn_away(Time now) override;  ///< dialogues: `! set server.max_connections=1`
    Next receive(std::string_view bytes, Time now) override;
    Next resume(Time now) override;
    Next end_of_input(Time now) override;
    Next timed_out(Time now) override;
    Next shut_down(Time now) override;  ///< waits for the store even at the second call
    void dropped(Time now) override;

    bool waiting() const override { return waiting_ && !answer_; }
    std::string take_output() override;
    /// A fault may let the client's time run faster.
    std::chrono::milliseconds idle_timeout() const override {
        return std::chrono::milliseconds(idle_limit()) / faults_.idle_speed();
    }
    std::chrono::milliseconds pause() const override { return faults_.pause(now_); }
    bool is_hearing() const override { return lines_.unfinished() || is_taking_content(); }
    std::uint64_t lines_taken() const override { return lines_taken_; }
    void on_answer(std::function<void()> notify) override { notify_ = std::move(notify); }

protected:
    Session(std::unique_ptr<Transcript> transcript, std::size_t longest_line,
            WireProfile profile = WireProfile::classroom);

    // What a protocol adds. What it says to a client is a row of its catalogue, or nothing.
    virtual void greet() = 0;
    /// Takes one line, or one block of content, or says one more block; false when it needs more input.
    virtual bool step() = 0;
    virtual std::chrono::seconds idle_limit() const = 0;
    virtual bool is_replying() const { return false; }        ///< the reply begun goes on in further steps
    virtual bool is_taking_content() const { return false; }  ///< a message is on its way in
    virtual void release() {}  ///< the session has ended, though the connection may linger: no lock, no transaction
    virtual void say_no_tls() = 0;     ///< to a client that begins with TLS, which this port doesn't speak
    virtual void say_needs_tls() = 0;  ///< to a client that doesn't begin with TLS where it has to
    virtual void forget_all() = 0;     ///< that the client has said: it was readable on its way
    virtual void say_busy() = 0;       ///< instead of the greeting, when the server is full
    virtual void say_timeout() = 0;    ///< to an idle client
    virtual void say_shutdown() = 0;   ///< when the server stops
    virtual std::string_view state_name() const = 0;
    /// The line, or where it may bring a secret, its beginning as far as that may be known: at most to the end of the
    /// verb in front of the secret. Also asked of a line that has not ended.
    virtual std::string_view without_secret(std::string_view line) const = 0;
    /// Whether all behind the line's verb and one space is a password, whose spaces count.
    virtual bool ends_in_password(std::string_view) const { return false; }
    /// Whether the members say what the state says. Asserted after each step, in debug builds.
    virtual bool is_consistent() const { return true; }

    /// Says one row of the catalogue; its details, and what stands behind it, as ReplyWriter::line has them.
    void say(const Reply& reply, std::initializer_list<std::string_view> details = {});
    /// Says the bytes, which are `reply`'s (several lines, or the first line of several).
    void say_raw(std::string_view bytes, const Reply& reply);
    /// Sends content (not a reply) that a reply announced.
    void say_content(std::string_view bytes);
    /// A letter has been stored: says its reply, behind which a class may have a word about it.
    void say_stored(const Reply& reply, std::initializer_list<std::string_view> details);
    /// QUIT has been obeyed: says its reply, behind which a class may have a receipt for the client, and closes.
    void say_goodbye(const Reply& reply, std::initializer_list<std::string_view> details = {});
    /// Somebody has logged in, or tried to with a wrong name or password.
    void count_login(bool right);
    /// The reply to come opens that account's maildrop: a class may have a word about it.
    void ask_feedback(std::string_view account);
    /// Close when the output has been sent; `how` as Transcript::ended() has it. A line that a fault has cut stays cut.
    void hang_up(std::string_view how) { ending_ = how; }
    /// Begin TLS when the output has been sent. What the client has sent ahead is never looked at.
    void start_tls();
    bool offers_tls() const { return offers_tls_ && !is_private(); }  ///< STARTTLS would work
    bool is_private() const { return private_; }  ///< whether TLS hides what is said from those on the way

    /// The next line. In the classroom it has been tidied: spare blanks are out, except from a password.
    std::optional<LineReader::Line> next_line();
    /// What may be recorded of a line and said again: without_secret(), of the line as its keys have left it, which a
    /// strict session doesn't heed otherwise.
    std::string_view may_be_shown(std::string_view line) const;
    /// Says what telnet's negotiation wants to hear, be it within a letter.
    void answer_telnet();
    /// Asks for a fault before a command runs. Whether one takes the command's place; it has said then what there is.
    bool fault_replaces(std::string_view verb) { return faults_.any() && meet_fault(verb); }

    /// Wraps what to do with the store's answer. The wrapped callable may be called at once or later; the answer is
    /// dealt with inside receive() or resume(), and no further input is looked at before.
    template <class Handler>
    auto when_answered(Handler handler) {
        waiting_ = true;
        return [this, handler = std::move(handler)]<class... Answer>(Answer&&... answer) {
            auto kept = std::make_shared<std::tuple<std::decay_t<Answer>...>>(std::forward<Answer>(answer)...);
            answer_ = [handler, kept]() mutable { std::apply(handler, std::move(*kept)); };
            if (notify_ && !running_) notify_();
        };
    }

    SessionRecord::Moment moment() const { return {now_, state_name()}; }

    /// For one authentication exchange; nobody can foresee it.
    std::string next_nonce() const { return fixed_nonce_.empty() ? sasl::make_nonce() : fixed_nonce_; }

    const WireProfile profile_;
    bool private_ = false;  ///< TLS hides what is said from those on the way: is_private()
    Time now_{};            ///< the time of the call under way
    LineReader lines_;
    std::string_view input_;  ///< what the call under way has not yet looked at
    ReplyWriter writer_;
    SessionRecord record_;
    FaultLayer faults_;

private:
    Next work();
    std::optional<Next> take_turn();
    Next keep_rest(Next next);
    Next release_held();
    bool is_closing() const { return !ending_.empty() || faults_.cuts_line(); }
    Next close();
    void end(std::string_view how);
    void begin_farewell(bool idle = false);
    void close_for_shutdown();
    void tidy(LineReader::Line& line);
    /// `hello`: what has just been heard began as TLS does, whatever keys have made of the line since.
    bool says_hello() const;
    bool refused_tls(const std::optional<LineReader::Line>& line, bool hello);
    bool meet_fault(std::string_view verb);
    void end_faulty_reply();
    void record_reply();
    using AskFeedback = void (Feedback::*)(const Event& reply, Feedback::Answer);
    void say_with_feedback(const Reply& reply, std::initializer_list<std::string_view> details, AskFeedback ask,
                           std::string_view ending);

    Traffic* traffic_ = nullptr;  ///< null: nobody watches
    std::unique_ptr<Feedback> feedback_;
    std::function<void()> notify_, answer_;
    std::function<void(Time)> last_words_;
    std::string fixed_nonce_;
    std::string output_, rest_;
    std::string_view ending_;  ///< how it ends; empty: it goes on
    std::string tidy_line_;    ///< what next_line() has given out, where it had to be tidied
    std::uint64_t lines_taken_ = 0;
    bool running_ = false, waiting_ = false, input_ended_ = false, shutting_down_ = false, let_go_ = false;
    bool offers_tls_ = false, starting_tls_ = false;
};

}  // namespace postlab
