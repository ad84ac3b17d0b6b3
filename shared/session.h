#pragma once
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/command.h"
#include "shared/faults.h"
#include "shared/faulty_reply.h"
#include "shared/feedback.h"
#include "shared/line_reader.h"
#include "shared/note.h"
#include "shared/reply.h"
#include "shared/time.h"
#include "shared/transcript.h"

namespace postlab {

/// A conversation with one client: no socket, no clock, no thread, and nothing in it ever blocks. Bytes go
/// in, bytes come out, time is an argument. smtpd::Session and pop3d::Session are the two kinds.
///
/// A Connection (or a test) owns it and calls it on one thread. Each call runs as far as it can and says
/// what comes next; take_output() after every call. It must not be destroyed while it answers Next::wait:
/// the store still holds its question.
class Session {
public:
    enum class Next {
        read,   ///< give me bytes: receive()
        write,  ///< my output stands at its mark: send it, then resume()
        wait,   ///< the store is at work: when on_answer has been called, resume()
        pause,  ///< a fault holds the rest of my output: send what there is, and resume() when pause() has passed
        close,  ///< send my output, then close
    };
    /// Output at which a session stops taking commands until it has been sent (octets).
    static constexpr std::size_t output_mark = 64 * 1024;

    virtual ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// What is to go wrong in this session; before open(). Without it nothing does.
    void suffer(std::unique_ptr<Faults> faults) { faults_ = std::move(faults); }
    /// What a class says behind this session's replies; before open(). Without it nothing.
    void give_feedback(std::unique_ptr<Feedback> feedback);
    Next open(Time now);       ///< the greeting
    Next turn_away(Time now);  ///< instead of open(): the server is full; dialogues: `! set server.max_connections=1`
    Next receive(std::string_view bytes, Time now);  ///< any number of bytes, cut anywhere
    Next resume(Time now);                           ///< after Next::write, wait or pause
    Next end_of_input(Time now);  ///< the client has said its last byte: finish what it asked, then close
    Next timed_out(Time now);     ///< the idle timer ran out
    /// The server stops. At the first call a command under way still ends; at the second it does not, unless
    /// the store is at work on it.
    Next shut_down(Time now);
    void dropped(Time now);  ///< the connection is gone; nothing more will be said

    /// The store holds its question: it must not be destroyed.
    bool waiting() const { return waiting_ && !answer_; }
    std::string take_output() { return std::exchange(output_, {}); }
    /// How long the client may be silent. A fault may let that time run faster.
    std::chrono::milliseconds idle_timeout() const { return std::chrono::milliseconds(idle_limit()) / clock_; }
    /// After Next::pause: how long.
    std::chrono::milliseconds pause() const;
    /// Called, on the session's thread, when what Next::wait waited for has come. It must not call back in at once.
    void on_answer(std::function<void()> notify) { notify_ = std::move(notify); }

protected:
    Session(std::unique_ptr<Transcript> transcript, std::size_t longest_line,
            WireProfile profile = WireProfile::classroom);

    // What a protocol adds.
    virtual void greet() = 0;
    /// Takes one line, or one block of content, or says one more block; false when it needs more input.
    virtual bool step() = 0;
    virtual std::chrono::seconds idle_limit() const = 0;
    /// Whether the reply begun goes on in further steps.
    virtual bool is_replying() const { return false; }
    /// The session has ended: locks and transactions are let go, though the connection may linger.
    virtual void let_go() {}
    virtual void say_no_tls() = 0;    ///< to a client that begins with TLS, which this port doesn't speak
    virtual void say_busy() = 0;      ///< instead of the greeting, when the server is full
    virtual void say_timeout() = 0;   ///< what is said to an idle client, if anything
    virtual void say_shutdown() = 0;  ///< what is said to a client when the server stops, if anything
    virtual std::string_view state_name() const = 0;
    /// Whether a line that has not been obeyed may hold a password all the same.
    virtual bool may_be_secret(std::string_view line) const = 0;
    /// Whether all behind the line's verb and one space is a password, whose spaces count.
    virtual bool ends_in_password(std::string_view) const { return false; }

    /// Says one catalogue row; the details replace its "{}" in order, made fit for the wire.
    void say(const Reply& reply, std::initializer_list<std::string_view> details = {});
    /// Says the bytes, which are `reply`'s (several lines, or the first line of several).
    void say_raw(std::string_view bytes, const Reply& reply);
    /// Sends content (not a reply) that `reply` announced.
    void say_content(std::string_view bytes);
    /// What the next reply is about: Event::messages and Event::mailboxes. To be called before say().
    void concerns(std::string messages, std::string mailboxes = {});
    /// Says QUIT's reply, behind which a class may have a receipt for the client, and closes.
    void say_goodbye(const Reply& reply, std::initializer_list<std::string_view> details = {});
    /// The reply to come opens that account's maildrop: a class may have a word about it.
    void logged_in_as(std::string_view account);
    /// The (first) line of a reply, as say() words it, with the notes about the line that it answers.
    std::string worded(const Reply& reply, std::initializer_list<std::string_view> details);
    /// Adds a remark to the reply to come, in the classroom; at most two fit behind one, first come, first said.
    void note(const Note& note, std::initializer_list<std::string_view> details = {});
    /// A refused line may have been meant in ASCII: says which character is none.
    void note_look_alike(std::string_view text);
    /// What a word may mean that is no verb.
    void note_meant(std::string_view word, std::span<const std::string_view> verbs);

    /// The next line. In the classroom it has been tidied: spare blanks are out, except from a password.
    std::optional<LineReader::Line> next_line();
    /// Records a command line; to be called before it is answered. `secret` stars all but `shown`, or the verb.
    void heard(const LineReader::Line& line, std::string_view verb, bool secret, std::string_view shown = {});
    void heard_content(std::string_view bytes);

    /// Wraps what to do with the store's answer. The wrapped callable may be called at once or later; the
    /// answer is dealt with inside receive() or resume(), and no further input is looked at before.
    template <class Handler>
    auto when_answered(Handler handler) {
        waiting_ = true;
        return [this, handler = std::move(handler)]<class... Answer>(Answer&&... answer) {
            auto kept = std::make_shared<std::tuple<std::decay_t<Answer>...>>(std::forward<Answer>(answer)...);
            answer_ = [handler, kept]() mutable { std::apply(handler, std::move(*kept)); };
            if (notify_ && !running_) notify_();
        };
    }

    /// Close when the output has been sent. A line that a fault has cut stays cut.
    void hang_up(std::string_view how) {
        if (closing_ != cut_by_fault) closing_ = how;
    }

    // Faults. A protocol says whose session it is, and asks before it runs a command; without faults that costs
    // nothing.
    bool suffers() const { return faults_ != nullptr; }
    void claimed_by(std::string_view account);
    void known_as(std::string_view account);
    /// Whether a fault takes the command's place; it has said then what there is to say.
    bool interfered(std::string_view verb);
    /// Whether a fault holds the lock of the maildrop that could be opened.
    bool lock_is_held();
    /// Whether a fault makes the server tell which names it knows.
    bool leaks();

    const WireProfile profile_;
    Time now_{};  ///< the time of the call under way
    LineReader lines_;
    std::string_view input_;  ///< what the call under way has not yet looked at

private:
    static constexpr std::string_view cut_by_fault = "fault";

    Next proceed();
    Next work();
    Next keep_rest(Next next);
    void close_for_shutdown();
    void remark(LineReader::Line& line);
    bool refused_tls(const std::optional<LineReader::Line>& line);
    std::string filled(const Reply& reply, std::initializer_list<std::string_view> details);
    std::string finished(std::string line, const Reply& reply);
    void append_feedback(std::string& line, const Reply& reply);
    void append_notes(std::string& line, const Reply& reply);
    bool takes_feedback() const { return feedback_ && !faulty_; }
    void heard_bytes(std::string_view raw, std::string_view verb, bool secret, std::string_view shown,
                     std::string_view taken);
    Next release();
    void reply_is_over();
    void drop_fault();
    void put(std::string_view bytes);
    void record_reply();
    void record(Direction direction, std::string_view bytes, std::string_view reply, bool content = false,
                std::string_view taken = {});
    void end(std::string_view how);

    std::unique_ptr<Transcript> transcript_;
    std::unique_ptr<Feedback> feedback_;
    std::unique_ptr<Faults> faults_;
    std::optional<FaultyReply> faulty_;  ///< the reply under way, when a fault meets it
    unsigned clock_ = 1;                 ///< how many times as fast the idle time runs
    bool leaky_ = false;
    std::function<void()> notify_, answer_;
    std::string output_, rest_;
    std::string_view closing_;  ///< how it ended; empty: it goes on
    std::string_view verb_, state_before_;
    const Reply* said_ = nullptr;  ///< the reply at said_from_ in output_, not yet recorded
    std::size_t said_from_ = 0;
    struct Remark {
        const Note* note;
        std::string text;
    };
    std::vector<Remark> remarks_;         ///< for the next reply
    std::vector<const Note*> said_once_;  ///< those of them that are not said again
    std::string said_behind_;             ///< feedback, behind the next reply
    std::string tidy_line_;               ///< what next_line() has given out, where it had to be tidied
    std::string messages_, mailboxes_;    ///< what `said_` is about
    bool nothing_heard_ = true;           ///< no line yet
    bool running_ = false, waiting_ = false, input_ended_ = false, shutting_down_ = false;
};

}  // namespace postlab
