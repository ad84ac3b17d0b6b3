#include "labs/screen/record.h"

#include <algorithm>
#include <exception>

namespace postlab::screen {

using store::KeptConversation;
using store::TranscriptReader;

/// Without a record the answer is empty. When it can't be read it is opened anew next time.
template <class Answer>
Answer Record::ask(const std::function<Answer(TranscriptReader&)>& question) {
    try {
        if (!reader_ && !store::has_transcripts(directory_)) return {};
        if (!reader_) reader_.emplace(directory_);
        return question(*reader_);
    } catch (const std::exception&) {
        reader_.reset();
        return {};
    }
}

std::vector<KeptConversation> Record::conversations(std::uint32_t last) {
    auto found =
        ask<std::vector<KeptConversation>>([&](TranscriptReader& reader) { return reader.conversations(last); });
    std::ranges::reverse(found);
    for (KeptConversation& about : found) end_if_killed(about);
    return found;
}

std::int64_t Record::newest() {
    const auto last = conversations(1);
    return last.empty() ? 0 : last.front().id;
}

std::optional<KeptConversation> Record::about(std::int64_t id) {
    auto about =
        ask<std::optional<KeptConversation>>([&](TranscriptReader& reader) { return reader.conversation(id); });
    if (about) end_if_killed(*about);
    return about;
}

std::int64_t Record::holding(const std::string& mailbox) {
    return ask<std::int64_t>([&](TranscriptReader& reader) {
        const auto all = reader.opening(mailbox);
        const auto held = std::ranges::find_if(all.rbegin(), all.rend(), [&](const KeptConversation& about) {
            return !about.ended && about.started >= since_ && about.protocol != "smtp";
        });
        return held == all.rend() ? 0 : held->id;
    });
}

std::optional<labs::Conversation> Record::conversation(std::int64_t id) {
    return ask<std::optional<labs::Conversation>>([&](TranscriptReader& reader) -> std::optional<labs::Conversation> {
        auto about = reader.conversation(id);
        if (!about) return std::nullopt;
        labs::Conversation conversation{std::move(*about), reader.events(id)};
        end_if_killed(conversation);
        return conversation;
    });
}

std::optional<std::vector<store::KeptEvent>> Record::events_behind(std::int64_t& place, std::int64_t id) {
    return ask<std::optional<std::vector<store::KeptEvent>>>(
        [&](TranscriptReader& reader) { return reader.events_behind(place, id); });
}

std::optional<labs::Conversation> Record::whole(std::int64_t id) {
    return ask<std::optional<labs::Conversation>>([&](TranscriptReader& reader) -> std::optional<labs::Conversation> {
        if (!reader.conversation(id)) return std::nullopt;
        labs::Conversation conversation = labs::read_conversation(reader, std::to_string(id));
        end_if_killed(conversation);
        return conversation;
    });
}

std::optional<labs::MessageLife> Record::life_of(std::uint64_t message) {
    auto life = ask<std::optional<labs::MessageLife>>(
        [&](TranscriptReader& reader) { return labs::life_of_message(reader, directory_, message); });
    if (!life) return std::nullopt;
    for (auto& arrival : life->arrivals) end_if_killed(arrival.conversation);
    for (auto& maildrop : life->maildrops)
        for (auto& visit : maildrop.visits) end_if_killed(visit.conversation);
    return life;
}

/// Of when nothing is known, but that it was not before what was said last.
void Record::end_if_killed(labs::Conversation& conversation) const {
    const bool ended = conversation.about.ended.has_value();
    end_if_killed(conversation.about);
    if (!ended && conversation.about.ended && !conversation.events.empty())
        *conversation.about.ended += conversation.events.back().at;
}

void Record::end_if_killed(KeptConversation& about) const {
    if (about.ended || about.started >= since_) return;
    about.ended = about.started;
    about.how = "killed";
}

}  // namespace postlab::screen
