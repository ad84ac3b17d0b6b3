#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/protocol.h"
#include "labs/language/language.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// A recorded conversation, whole. Constant once read; any thread.
struct Conversation {
    store::KeptConversation about;
    std::vector<store::KeptEvent> events;
    Phrase flaw = {};  ///< what is wrong with its chain, see store::TranscriptReader::flaw
    /// All of it with what crossed the wire encrypted, and what opens that; empty where nothing such was kept.
    std::vector<store::KeptEvent> wire = {};

    /// Whose verbs, states and replies those of the record are. A lab's own entries have none of either, and are
    /// explained by neither.
    Protocol protocol() const { return protocol_named(about.protocol); }
    /// Whether TLS has hidden some of it on its way.
    bool was_hidden() const;
    bool was_on_a_wire() const { return names_protocol(about.protocol); }
    std::string how_it_ended(const Language& language = Language::english()) const;
    std::uint64_t lost_at_end() const;  ///< events behind the last one that were not recorded
};

/// An event as the record would keep it, next in that conversation.
store::KeptEvent kept(const Event& event, const Conversation& conversation);

/// Reads the conversation whose number was typed, from DIR/transcripts.db. Throws UsageError when `id` is no number,
/// and SayableError when there is no such conversation.
Conversation read_conversation(const std::filesystem::path& directory, const std::string& id);
Conversation read_conversation(store::TranscriptReader& reader, const std::string& id);

/// "2026-01-02T03:04:05+01:00", and in UTC "2026-01-02T03:04:05.000600Z".
std::string local_time(Time time);
std::string utc(Time time);
/// "0.312": seconds, to the millisecond.
std::string seconds(std::chrono::duration<double> duration);

/// "Conversation 7: pop3 with 127.0.0.1, 2026-01-02T03:04:05+01:00, ended by: quit", what a view of it begins with.
std::string heading_of(const Conversation& conversation, const Language& language = Language::english());
/// "3 octets of content are not kept", and the like for events that were lost.
std::string left_out_note(std::uint64_t octets, const Language& language = Language::english());
std::string lost_note(std::uint64_t events, const Language& language = Language::english());
std::string injected_note(std::string_view injected, const Language& language = Language::english());
std::string tls_note(std::string_view tls, const Language& language = Language::english());
std::string report_note(std::string_view message, std::string_view mailbox,
                        const Language& language = Language::english());

}  // namespace postlab::labs
