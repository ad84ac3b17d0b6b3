#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "labs/dialogue/dialogue.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/dialogue/wire.h"
#include "labs/language/language.h"

namespace postlab::labs {

/// How a dialogue's C lines are cut on their way. A correct server answers all three alike.
enum class Pace {
    lines,  ///< each line as it stands, the answer awaited
    whole,  ///< all lines of one connection up to the next event, other connection or captured name at once
    bytes,  ///< as lines, byte after byte
};

/// What an S line stands for.
enum class Expect {
    lines,    ///< for itself: whatever the server says must be expected, line by line
    replies,  ///< for a whole reply, whose first line it describes: servers differ in the others
};

/// Something that happened while a dialogue was played.
struct Moment {
    enum class Kind { said, answered, other } kind;
    int connection;
    std::string text;                         ///< said, answered: the lines, with their ends; other: words about it
    std::string verb = {};                    ///< answered: the command's, in capitals; empty: the greeting
    std::chrono::duration<double> took = {};  ///< answered: from the last octet sent to the reply's last
};

/// Plays dialogues over one wire, one after the other: a connection that is open at a dialogue's end is open at the
/// beginning of the next. What the wire throws (a refused connection) passes through. One thread.
class Player {
public:
    /// What it says is in that language, which outlives it.
    explicit Player(Wire& wire, Pace pace = Pace::lines, const Language& language = Language::english())
        : Player(wire, Expect::lines, pace, language) {}
    /// Goes line by line.
    Player(Wire& wire, Expect expect, const Language& language = Language::english())
        : Player(wire, expect, Pace::lines, language) {}

    /// Plays it up to the first step that does not go as it is written. Empty when all did, else one message of a few
    /// lines: where, what was expected, what came.
    std::optional<std::string> play(const Dialogue& dialogue);
    /// How many steps of the last dialogue went as they are written.
    std::size_t played() const { return at_; }

    /// What has happened since the last call, when replies are expected.
    std::vector<Moment> take_moments() { return std::exchange(moments_, {}); }

    /// Says a command that is in no dialogue and hears its reply, on an open connection; no moment tells of it.
    std::string ask(int connection, const std::string& command);
    /// Leaves each open connection, with QUIT unless a letter is on its way there.
    void leave();

private:
    struct Command {
        std::string verb;  ///< in capitals; empty: none, it is the greeting that is awaited
        bool with_argument = false;
    };
    struct Connection {
        Protocol protocol;
        std::string unfinished = {};            ///< of a line, announced by an S line with a backslash behind it
        std::deque<Command> unanswered = {{}};  ///< when replies are expected
        bool in_content = false;                ///< likewise, and ...
        std::uint64_t chunk_left = 0;           ///< ... octets behind a BDAT that have not been sent yet
        std::size_t announced = 0;              ///< octets of the message to come, in POP2
        std::chrono::steady_clock::time_point sent = {};
    };
    using Complaint = std::optional<std::string>;

    Player(Wire& wire, Expect expect, Pace pace, const Language& language)
        : wire_(wire), expect_(expect), pace_(pace), language_(language) {}

    static Command command_in(std::string_view line);
    Complaint play(const Step& step);
    Complaint client(const Step& step);
    Complaint server(const Step& step);
    Complaint unfinished(const Step& step, const Heard& heard);
    Complaint reply(const Step& step);
    Complaint closed(const Step& step);
    Complaint nothing_more() const;
    Connection& opened(int number);
    std::string client_lines_behind();
    void note_said(int number, Connection& connection, const std::string& line);
    WholeReply hear_reply(int number, const Command& command);
    void drop(int number, std::string words);
    std::string described(const Heard& heard) const;
    std::string where(const Step& step) const;
    Complaint failed(const Step& step, const std::string& expected, const std::string& got) const;

    Wire& wire_;
    const Expect expect_;
    const Pace pace_;
    const Language& language_;
    const Dialogue* dialogue_ = nullptr;
    std::size_t at_ = 0, sent_up_to_ = 0;
    Captures captured_;
    std::map<int, Connection> open_;
    std::map<int, Protocol> protocols_;  ///< by `! connect`
    std::vector<Moment> moments_;
};

/// Plays one dialogue, expecting every line.
std::optional<std::string> play(const Dialogue& dialogue, Wire& wire, Pace pace = Pace::lines,
                                const Language& language = Language::english());

}  // namespace postlab::labs
