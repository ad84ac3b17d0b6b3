#include "labs/whatif/recorded.h"

#include <algorithm>

#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Kind = Recorded::ClientLine::Kind;

void expect_playable(const Conversation& conversation) {
    const store::KeptConversation& about = conversation.about;
    const std::string id = std::to_string(about.id);
    if (about.protocol != "smtp" && about.protocol != "pop3")
        throw UsageError("whatif.other_protocol"_sentence, {id, about.protocol});
    if (!about.ended) throw UsageError("whatif.no_end"_sentence, {id});
    if (about.lost != 0) throw UsageError("whatif.lost"_sentence, {id, std::to_string(about.lost)});
    for (const store::KeptEvent& event : conversation.events)
        if (event.left_out != 0 && event.direction == Direction::client)
            throw UsageError("whatif.left_out"_sentence, {id, std::to_string(event.left_out)});
}

Conversation playable(Conversation conversation) {
    expect_playable(conversation);
    return conversation;
}

bool has_challenge(const Turn& turn) {
    const auto rows = rows_of(turn);
    return !rows.empty() && rows.back() == "auth.challenge";
}

}  // namespace

std::vector<std::string_view> rows_of(const Turn& turn) {
    std::vector<std::string_view> rows;
    for (const Utterance& utterance : turn.utterances)
        if (!utterance.reply.empty()) rows.push_back(utterance.reply);
    return rows;
}

Recorded::Recorded(Conversation recorded) : conversation(playable(std::move(recorded))), turns(conversation) {
    find_client_lines();
    if (said_.empty()) throw UsageError("whatif.nothing"_sentence, {id()});
}

void Recorded::find_client_lines() {
    for (std::size_t index = 0; index < turns.size(); ++index) {
        const Turn& turn = turns[index];
        const bool answers = index > 0 && turn.verb == "AUTH" && has_challenge(turns[index - 1]);
        const Kind content = turn.verb == "BDAT" ? Kind::chunk : Kind::letter;
        for (const Line& line : turn.command())
            said_.push_back({answers ? Kind::response : Kind::command, &line, number_of(line), index});
        for (const Line& line : turn.content()) said_.push_back({content, &line, number_of(line), index});
    }
}

std::size_t Recorded::turn_of(std::size_t line) const {
    const Line* wanted = &turns.lines()[line - 1];
    std::size_t last = 0;
    for (std::size_t index = 0; index < turns.size(); ++index) {
        const Turn& turn = turns[index];
        const auto& lines = turn.said.empty() ? turn.reply : turn.said;
        if (!lines.empty() && lines.data() <= wanted) last = index;
    }
    return last;
}

const Recorded::ClientLine* Recorded::client_line(std::size_t number) const {
    const auto found = std::ranges::find(said_, number, &ClientLine::number);
    return found == said_.end() ? nullptr : &*found;
}

void Recorded::expect(const Alteration& wanted) const {
    const std::string last = std::to_string(lines());
    for (const auto& line : {wanted.drop_after, wanted.say_at})
        if (line && (*line < 1 || *line > lines()))
            throw UsageError("whatif.no_line"_sentence, {id(), last, std::to_string(*line)});
    if (wanted.say_at && wanted.drop_after && *wanted.drop_after < *wanted.say_at)
        throw UsageError("whatif.dropped_before"_sentence,
                         {std::to_string(*wanted.drop_after), std::to_string(*wanted.say_at)});
    const ClientLine* replaced = wanted.say_at ? client_line(*wanted.say_at) : nullptr;
    if (replaced && !wanted.without.empty() && is_left_out(*this, *replaced, wanted.without))
        throw UsageError("whatif.said_and_left_out"_sentence, {std::to_string(*wanted.say_at), wanted.without});
    const auto left_out = [&](const ClientLine& said) { return is_left_out(*this, said, wanted.without); };
    if (!wanted.without.empty() && std::ranges::none_of(said_, left_out))
        throw UsageError("whatif.no_verb"_sentence, {id(), upper_case(wanted.without)});
}

std::size_t Recorded::last_common_line(const Alteration& wanted) const {
    std::size_t last = wanted.drop_after.value_or(lines());
    if (wanted.say_at) last = std::min(last, *wanted.say_at - (client_line(*wanted.say_at) ? 1 : 0));
    if (wanted.without.empty()) return last;
    for (const ClientLine& said : said_)
        if (is_left_out(*this, said, wanted.without)) return std::min(last, said.number - 1);
    return last;
}

bool is_left_out(const Recorded& recorded, const Recorded::ClientLine& said, std::string_view without) {
    return said.kind == Kind::command && !without.empty() &&
           equal_ignoring_case(recorded.turns[said.turn].verb, without);
}

}  // namespace postlab::labs
