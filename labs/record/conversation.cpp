#include "labs/record/conversation.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>
#include <Poco/NumberParser.h>
#include <Poco/Timestamp.h>

#include <iomanip>
#include <span>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "shared/command_line.h"

namespace postlab::labs {

using store::KeptEvent;

namespace {

constexpr const char* where_to_look = "; postlab transcript list shows those there are";

bool continues(const KeptEvent& a, const KeptEvent& b) {
    return a.content && b.content && a.direction == b.direction && a.left_out == 0 && a.injected.empty() &&
           b.seq == a.seq + 1;
}

/// Adds the lines of one command, one reply, or the pieces of one message.
void add(std::span<const KeptEvent> events, std::uint64_t lost, std::vector<RecordedLine>& lines) {
    const KeptEvent& first = events.front();
    std::string bytes, injected;
    for (const KeptEvent& event : events) {
        bytes += event.bytes;
        injected += event.injected;
    }
    std::string_view rest = bytes;
    std::size_t piece = 0, piece_end = first.bytes.size();  // which the line begins in
    do {
        while (bytes.size() - rest.size() >= piece_end && piece + 1 < events.size())
            piece_end += events[++piece].bytes.size();
        std::string_view line = rest.substr(0, rest.find('\n') + 1);  // npos + 1: nothing, there is no line end
        if (line.empty()) line = rest;
        rest.remove_prefix(line.size());
        lines.push_back({events[piece].at, first.direction, first.content, std::string(line), rest.empty(),
                         std::exchange(lost, 0), rest.empty() ? events.back().left_out : 0, first.state_before,
                         first.state_after, first.verb, first.reply, "", "", rest.empty() ? injected : std::string()});
    } while (!rest.empty());
    lines.back().mailboxes = first.mailboxes;
    lines.back().messages = first.messages;
}

}  // namespace

std::uint64_t Conversation::lost_at_end() const {
    return about.events + about.lost - (events.empty() ? 0 : events.back().seq + 1);
}

store::KeptEvent kept(const Event& event, const Conversation& conversation) {
    return {static_cast<std::uint32_t>(conversation.events.size()),
            std::chrono::duration_cast<std::chrono::microseconds>(event.at - conversation.about.started),
            event.direction,
            event.content,
            std::string(event.bytes),
            0,
            std::string(event.state_before),
            std::string(event.state_after),
            std::string(event.verb),
            std::string(event.reply),
            std::string(event.mailboxes),
            std::string(event.messages),
            std::string(event.injected)};
}

std::vector<RecordedLine> lines_of(const Conversation& conversation) {
    std::vector<RecordedLine> lines;
    const std::span events(conversation.events);
    std::uint32_t expected = 0;
    for (std::size_t i = 0; i < events.size();) {
        std::size_t end = i + 1;
        while (end < events.size() && continues(events[end - 1], events[end])) ++end;
        add(events.subspan(i, end - i), events[i].seq - expected, lines);
        expected = events[end - 1].seq + 1;
        i = end;
    }
    return lines;
}

Conversation read_conversation(const std::filesystem::path& directory, const std::string& id) {
    Poco::Int64 number;
    if (!Poco::NumberParser::tryParse64(id, number) || number < 0)
        throw UsageError("\"" + id + "\" is no conversation's number" + where_to_look);
    store::TranscriptReader reader(directory);
    auto about = reader.conversation(number);
    if (!about) throw std::runtime_error("there is no conversation " + id + where_to_look);
    return {std::move(*about), reader.events(number), reader.flaw(number)};
}

std::string local_time(Time time) {
    const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    const Poco::LocalDateTime local{Poco::DateTime(Poco::Timestamp(since_1970.count()))};
    return Poco::DateTimeFormatter::format(local, "%Y-%m-%dT%H:%M:%S%z");
}

std::string utc(Time time) {
    const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    return Poco::DateTimeFormatter::format(Poco::Timestamp(since_1970.count()), "%Y-%m-%dT%H:%M:%S.%FZ");
}

std::string seconds(std::chrono::duration<double> duration) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << duration.count();
    return out.str();
}

std::string left_out_note(std::uint64_t octets) { return std::to_string(octets) + " octets of content are not kept"; }
std::string lost_note(std::uint64_t events) { return std::to_string(events) + " lines or blocks were not recorded"; }
std::string injected_note(const std::string& injected) { return "injected by a fault: " + injected; }

}  // namespace postlab::labs
