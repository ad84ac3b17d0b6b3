#pragma once
#include <memory>

#include "labs/course/live/standings.h"
#include "shared/settings.h"
#include "shared/transcript.h"

namespace postlab::course {

/// Feedback in the replies themselves, for a student who has nothing but the ports: behind the reply to a POP3 login
/// where he stands, "[L12 2/5]"; behind the reply to QUIT, in POP3 and (by a token) in SMTP, the receipt of the attempt
/// that the session belongs to, when that is solved with this session or was before.
///
/// It passes all it is told on to the record, keeps a bounded copy of the session, and works on the session's thread:
/// from memory alone, in well under a millisecond. What the classroom has not read yet it doesn't know, so a session
/// that begins at the very end of another may lack its receipt; the next one has it. Nor has a session too long to be
/// judged at once. The grade never comes from here: it comes from the record.
class InBand : public Recorder {
public:
    /// `record` outlives it, and `settings` the conversations.
    InBand(Recorder& record, std::shared_ptr<const Standings> standings, const Settings& settings)
        : record_(record), standings_(std::move(standings)), settings_(settings) {}

    std::unique_ptr<Transcript> begin(std::string_view protocol, std::string_view peer, Time at) override;

private:
    Recorder& record_;
    const std::shared_ptr<const Standings> standings_;
    const Settings& settings_;
};

}  // namespace postlab::course
