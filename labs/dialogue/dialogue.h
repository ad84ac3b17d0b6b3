#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/protocol.h"
#include "shared/text/sayable_error.h"

/// The dialogue format: one conversation with a mail server, written down as the RFCs print theirs, and short
/// enough to be a lesson, a unit test and a check of a foreign server at once.
///
///     # A refused second session leaves the first one's lock alone.                 RFC 1939 4
///     S1: +OK ...
///     C1: USER alice
///     S1: +OK {what}
///     ! wait 30s
///     !1 drop
///
/// A file is one dialogue; in a handout each block fenced by ```dialogue smtp, pop3 or pop2 is one.
///
/// `# ...`    a comment; empty lines count as comments too.
/// `C: text`  the client sends the text and CRLF. `\r \n \t \\ \xHH` stand for bytes; a `\` at the very end
///            means that no line end follows. `{name}` stands for what an S line above has captured.
/// `S: text`  the server says exactly this line, ended by CRLF. `...` is anything, also nothing; `{name}` is
///            one character or more, remembered at its first use and the same again at each later one. The
///            escapes of C lines hold here too, so `\x2E..` is three dots. A `{` that begins no `{name}` is itself.
///            A `\` at the very end: so far that is all that has come of the line. `! closed` may follow, or the
///            whole line.
/// `! event`  something other than a line of text:
///     ! closed                  the server closes the connection, having said nothing more
///     ! drop                    the client is gone, without a word
///     ! starttls                the client begins TLS, and waits until it stands
///     ! {x} = md5 {y}secret     the person has worked {x} out, see formula.h
///     ! end                     the client has said its last byte but still listens (half-close)
///     ! connect smtp|pop3|pop2  the connection's next opening speaks this protocol, and so do later ones
///     ! wait 600s               time passes (virtual time: nobody waits)
///     ! shutdown                the server is asked to stop
///     ! set key=value           a setting, for the connections that open from now on
///     ! fault key=value ...     something goes wrong in the sessions that begin, log in or name a recipient
///                               from now on: `! fault protocol=pop3 verb=RETR nth=2 cut=after` (fault_keys())
///     ! store full|broken|no_mailbox|works    from now on the store fails like this
///
/// Where several connections talk they are numbered: `C2:`, `S2:`, `!2 drop`; without a number it is number 1.
/// A connection opens at its first C or S line, and again at the first one after `! closed` or `! drop`.
/// Whatever the server says must be expected. No conditions, no loops: what needs them is a C++ test.
namespace postlab::labs {

/// A part of a C or S line.
struct Piece {
    enum class Kind { literal, any, name } kind;
    std::string text;  ///< the bytes, or the name
};

/// One line of a dialogue that does something.
struct Step {
    enum class Kind {
        client,
        server,
        closed,
        drop,
        end,
        starttls,
        formula,
        connect,
        wait,
        shutdown,
        set,
        store,
        fault
    };

    Kind kind;
    int line;                   ///< where it stands, counted from 1
    int connection = 1;         ///< not for wait, shutdown, set, store and fault: they concern the whole server
    std::vector<Piece> pieces;  ///< of client (its line end included), server (without) and formula (its text)
    std::string argument;       ///< of an event: "pop3", "600" (seconds), "key=value", "full", "md5"
    bool unfinished = false;    ///< of server: the line has not come to its end
    std::string name = {};      ///< of formula: what it gives a value to
};

struct Dialogue {
    std::string name;   ///< of the file, for messages
    Protocol protocol;  ///< of connections without `! connect`
    std::vector<Step> steps;
};

/// "NAME:LINE: expected ...".
class DialogueError : public SayableError {
public:
    DialogueError(const std::string& name, int line, const Phrase& expected);
    /// The file can't be read.
    explicit DialogueError(const Phrase& why) : SayableError(why) {}

    int line() const { return line_; }                    ///< 0: it can't be read
    const Phrase& expected() const { return expected_; }  ///< what stands behind its place

private:
    int line_ = 0;
    Phrase expected_;
};

/// Throws DialogueError. `first_line`: the number of the text's first line in its file.
Dialogue parse_dialogue(std::string_view text, const std::string& name, Protocol protocol, int first_line = 1);

/// The dialogues of a file: every dialogue block of a .md, else the one that it is. There the protocol is the one
/// that the file's name has in it, or the nearest folder's above it; smtp when there is none. Throws DialogueError,
/// also when the file can't be read.
std::vector<Dialogue> read_dialogues(const std::filesystem::path& file);

/// What S lines have captured, by name.
using Captures = std::map<std::string, std::string, std::less<>>;

/// Whether every name in a client's line or a formula has been captured.
bool sendable(const Step& client, const Captures& captured);
/// What a client's line puts on the wire, or what a formula is about. It must be sendable.
std::string bytes_to_send(const Step& client, const Captures& captured);
/// Whether this is the line (without its CRLF) that the dialogue expects; if so, adds its captures.
bool matches(const Step& server, std::string_view line, Captures& captured);
/// The line as the dialogue has it, for messages.
std::string as_written(const Step& step);

/// Bytes with the format's escapes, as a dialogue could have them.
std::string with_escapes(std::string_view bytes);

}  // namespace postlab::labs
