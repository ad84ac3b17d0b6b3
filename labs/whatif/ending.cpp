#include "labs/whatif/ending.h"

#include <algorithm>
#include <set>

#include "labs/language/sentences.h"
#include "shared/text/message_ranges.h"

namespace postlab::labs {

namespace {

using Events = std::vector<RecordedEvent>;

/// Whether the reply to the last line that the client said is one that it didn't hear.
bool is_deaf(const Recorded& recorded, const Alteration& alteration) {
    if (!alteration.drop_after) return false;
    const Turn& turn = recorded.turns[recorded.turn_of(*alteration.drop_after)];
    const Line* line = &recorded.turns.lines()[*alteration.drop_after - 1];
    return turn.reply.empty() || line < turn.reply.data();
}

bool has(const std::vector<Rerun::Kept>& letters, std::uint64_t id) {
    return std::ranges::find(letters, id, &Rerun::Kept::id) != letters.end();
}

// -------------------------------------------------------------------------------------------------------- POP3

struct Marks {
    bool logged_in = false;
    std::set<std::uint64_t> marked;  ///< at the end
    bool rubbed_out = false;
    std::string last_row;  ///< of the last reply
};

Marks marks_in(const Events& events) {
    Marks marks;
    for (const RecordedEvent& event : events) {
        if (event.direction != Direction::server || event.reply.empty()) continue;
        const std::vector<std::uint64_t> about = message_ids(event.messages);
        marks.logged_in |= event.reply == "login.ok";
        if (event.reply == "dele.ok") marks.marked.insert(about.begin(), about.end());
        if (event.reply == "rset.ok") marks.rubbed_out |= !marks.marked.empty(), marks.marked.clear();
        marks.last_row = event.reply;
    }
    return marks;
}

const Sentence& why(const Marks& marks, const Rerun& rerun, bool deaf) {
    const bool quit = marks.last_row.starts_with("quit.");
    if (!marks.logged_in) return "whatif.why_no_login"_sentence;
    if (marks.last_row == "quit.failed") return "whatif.why_quit_failed"_sentence;
    if (marks.marked.empty())
        return quit && marks.rubbed_out ? "whatif.why_rset"_sentence : "whatif.why_no_marks"_sentence;
    if (quit) return deaf ? "whatif.why_quit_unheard"_sentence : "whatif.why_quit"_sentence;
    if (rerun.how == "timeout") return "whatif.why_autologout"_sentence;
    return rerun.how == "drop" ? "whatif.why_no_quit"_sentence : "whatif.why_ended_by_server"_sentence;
}

Ending maildrop_after(const std::string& mailbox, const std::vector<LetterThen>& letters, const Rerun& rerun,
                      bool deaf) {
    const Marks marks = marks_in(rerun.record.events);
    Ending ending{mailbox, {}, {}, &why(marks, rerun, deaf)};
    const auto there = rerun.there.find(mailbox);
    for (const LetterThen& letter : letters) {
        const bool is_there = there != rerun.there.end() && has(there->second, letter.id);
        const Ending::Fate fate = !is_there                          ? Ending::Fate::removed
                                  : marks.marked.contains(letter.id) ? Ending::Fate::unmarked
                                                                     : Ending::Fate::there;
        ending.letters.push_back({ending.letters.size() + 1, letter.id, fate});
    }
    return ending;
}

// -------------------------------------------------------------------------------------------------------- SMTP

/// How far the last transaction has come.
enum class Stage { none, envelope, letter, chunks, refused, accepted };

Stage stage_at_end(const Events& events) {
    Stage stage = Stage::none;
    for (const RecordedEvent& event : events) {
        if (event.direction != Direction::server || event.reply.empty()) continue;
        const bool ends =
            event.state_after == "ready" && event.state_before != "ready" && event.state_before != "fresh";
        if (!event.messages.empty())
            stage = Stage::accepted;
        else if (event.reply == "data.start")
            stage = Stage::letter;
        else if (ends)
            stage = event.reply == "rset.ok" || event.reply.ends_with("lo.ok") ? Stage::none : Stage::refused;
        else if (event.state_after == "chunk_given")
            stage = Stage::chunks;
        else if (event.state_after == "mail_given" || event.state_after == "rcpt_given")
            stage = Stage::envelope;
    }
    return stage;
}

const Sentence& why(const Ending& ending, Stage stage, bool deaf) {
    switch (stage) {
        case Stage::envelope:
            return "whatif.why_envelope"_sentence;
        case Stage::letter:
            return "whatif.why_in_letter"_sentence;
        case Stage::chunks:
            return "whatif.why_in_chunks"_sentence;
        case Stage::refused:
            return "whatif.why_refused"_sentence;
        case Stage::none:
            if (ending.delivered.empty()) return "whatif.why_no_letter"_sentence;
            break;
        case Stage::accepted:
            if (deaf) return "whatif.why_accepted_unheard"_sentence;
    }
    return "whatif.why_accepted"_sentence;
}

/// The numbers that letters got then.
std::set<std::uint64_t> numbers_then(const Recorded& recorded) {
    std::set<std::uint64_t> numbers;
    for (const Utterance& utterance : recorded.turns.utterances())
        for (const std::uint64_t id : message_ids(utterance.messages)) numbers.insert(id);
    return numbers;
}

std::uint64_t octets_of(const Rerun& rerun, std::uint64_t id) {
    for (const auto& [_, letters] : rerun.there)
        for (const Rerun::Kept& letter : letters)
            if (letter.id == id) return letter.content.size();
    return 0;
}

Ending letters_after(const Recorded& recorded, const Rerun& rerun, bool deaf) {
    Ending ending{"", {}, {}, nullptr};
    const std::set<std::uint64_t> known = numbers_then(recorded);
    for (const RecordedEvent& event : rerun.record.events) {
        if (event.direction != Direction::server || event.messages.empty() || event.mailboxes.empty()) continue;
        for (const std::uint64_t id : message_ids(event.messages))
            ending.delivered.push_back({known.contains(id) ? id : 0, event.mailboxes, octets_of(rerun, id)});
    }
    const Stage stage = stage_at_end(rerun.record.events);
    ending.why = &why(ending, stage, deaf && stage == Stage::accepted);
    return ending;
}

}  // namespace

Ending ending_of(const Recorded& recorded, const std::vector<LetterThen>& letters, const Rerun& rerun,
                 const Alteration& alteration) {
    const bool deaf = is_deaf(recorded, alteration);
    if (recorded.conversation.protocol() == Protocol::smtp) return letters_after(recorded, rerun, deaf);
    return maildrop_after(opened_in(recorded), letters, rerun, deaf);
}

}  // namespace postlab::labs
