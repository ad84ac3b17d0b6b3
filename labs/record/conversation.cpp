#include "labs/record/conversation.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

std::int64_t number_of(const std::string& id) {
    const auto number = number_in<std::int64_t>(id);
    if (!number || *number < 0) throw UsageError("record.not_a_number"_sentence, {id});
    return *number;
}

}  // namespace

std::uint64_t Conversation::lost_at_end() const {
    return about.events + about.lost - (events.empty() ? 0 : events.back().seq + 1);
}

bool Conversation::was_hidden() const {
    return std::ranges::any_of(
        events, [](const store::KeptEvent& event) { return !event.tls.empty() && !event.tls.starts_with("failed"); });
}

std::string Conversation::how_it_ended(const Language& language) const {
    return about.ended ? about.how : language.say("record.no_end"_sentence);
}

store::KeptEvent kept(const Event& event, const Conversation& conversation) {
    return {static_cast<std::uint32_t>(conversation.events.size()),
            std::chrono::floor<std::chrono::microseconds>(event.at - conversation.about.started),
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
            std::string(event.injected),
            std::string(event.taken),
            std::string(event.tls)};
}

Conversation read_conversation(const std::filesystem::path& directory, const std::string& id) {
    number_of(id);
    store::TranscriptReader reader(directory);
    return read_conversation(reader, id);
}

Conversation read_conversation(store::TranscriptReader& reader, const std::string& id) {
    const std::int64_t number = number_of(id);
    auto about = reader.conversation(number);
    if (!about) throw SayableError("record.none"_sentence, {id});
    Conversation conversation{std::move(*about), reader.all_layers(number), reader.flaw(number)};
    const auto is_hidden = [](const store::KeptEvent& event) { return event.layer != Event::Layer::said; };
    if (std::ranges::none_of(conversation.events, is_hidden)) return conversation;
    conversation.wire = conversation.events;
    std::erase_if(conversation.events, is_hidden);
    return conversation;
}

std::string local_time(Time time) {
    const Poco::LocalDateTime local{Poco::DateTime(Poco::Timestamp(microseconds_of(time)))};
    return Poco::DateTimeFormatter::format(local, "%Y-%m-%dT%H:%M:%S%z");
}

std::string utc(Time time) {
    return Poco::DateTimeFormatter::format(Poco::Timestamp(microseconds_of(time)), "%Y-%m-%dT%H:%M:%S.%FZ");
}

std::string seconds(std::chrono::duration<double> duration) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << duration.count();
    return out.str();
}

std::string heading_of(const Conversation& conversation, const Language& language) {
    const store::KeptConversation& about = conversation.about;
    return language.say("record.heading"_sentence, {std::to_string(about.id), about.protocol, about.peer,
                                                    local_time(about.started), conversation.how_it_ended(language)});
}

std::string left_out_note(std::uint64_t octets, const Language& language) {
    return language.say("record.left_out"_sentence, {std::to_string(octets)});
}

std::string lost_note(std::uint64_t events, const Language& language) {
    return language.say("record.lost"_sentence, {std::to_string(events)});
}

std::string injected_note(std::string_view injected, const Language& language) {
    return language.say("record.injected"_sentence, {injected});
}

std::string report_note(std::string_view message, std::string_view mailbox, const Language& language) {
    return language.say("record.report"_sentence, {message, mailbox});
}

std::string tls_note(std::string_view tls, const Language& language) {
    constexpr std::string_view failed = "failed: ";
    if (tls.starts_with(failed)) return language.say("record.tls_failed"_sentence, {tls.substr(failed.size())});
    return language.say("record.tls"_sentence, {tls});
}

}  // namespace postlab::labs
