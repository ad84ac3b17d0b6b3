#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "shared/system/log.h"
#include "shared/transcript.h"

namespace postlab {

/// What happens in conversations, for the log of whoever runs the server: a line for each login and each failed one,
/// for each letter that is stored, for each command that is refused and by which row of the catalogue, and one at the
/// end.
///
///     pop3 7 192.0.2.1 login: alice
///     pop3 7 192.0.2.1 login failed: PASS, -ERR [AUTH] pass.wrong
///     smtp 8 192.0.2.1 refused: RCPT TO:<zoe@post.example>, 550 5.1.1 rcpt.no_mailbox
///     smtp 8 192.0.2.1 stored: 12 for alice bob, 812 octets, MAIL FROM:<bob@post.example>
///     smtp 8 192.0.2.1 ended: quit, 4 commands in 2 s, 1 stored
///
/// It stands in front of the record, and hears what the record hears, secrets starred. Of a client's words it says only
/// addresses behind MAIL and RCPT: what is typed elsewhere may be a password in the wrong place, and a reply's words
/// may quote it. The client's address stands before all that a client can choose, so that programs that read the log
/// can't be misled. Who hangs up without a word leaves no line. Of one conversation so many refusals are said at most.
class ConversationLog : public Recorder {
public:
    static constexpr unsigned most_refusals = 20;

    using Say = std::function<void(Severity, std::string_view)>;
    /// `behind`: where it is all handed on to, which outlives this; null: nowhere. `say` may be called on any thread.
    explicit ConversationLog(Recorder* behind, Say say = log_line) : behind_(behind), say_(std::move(say)) {}

    std::unique_ptr<Transcript> begin(std::string_view protocol, std::string_view peer, Time at) override;

private:
    class Logged;

    Recorder* const behind_;
    const Say say_;
    std::atomic<std::uint64_t> conversations_{0};
};

}  // namespace postlab
