#include "labs/explain/overheard_notes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "labs/dialogue/dialogue_files_for_tests.h"
#include "labs/dialogue/overhearing_wire_for_tests.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::overheard_notes_test {

using std::string_view_literals::operator""sv;
using Sentences = std::vector<std::string>;

/// What `explain --session` says of a record, in its order.
Sentences of_the_record(const Conversation& conversation) {
    Sentences all;
    auto add = [&](const std::vector<Annotation>& notes) {
        for (const Annotation& note : notes) all.push_back(note.sentence(Language::english()));
    };
    Annotator annotator(conversation.protocol());
    const Turns turns(conversation);
    for (const Utterance& said : turns.utterances()) {
        const Annotated notes = annotator.annotate(said);
        add(notes.before);
        for (const auto& some : notes.at_line) add(some);
        add(notes.behind);
    }
    return all;
}

/// Neither what telnet's keys have done, nor a fault, nor what the server keeps to itself can be overheard.
bool can_be_overheard(const RecordedEvent& event) {
    const bool reports = event.content && !event.messages.empty();
    return event.injected.empty() && event.tls.empty() && event.taken.empty() && !reports &&
           event.bytes.find_first_of("\xFF\0"sv) == std::string::npos &&
           (event.bytes.empty() || event.bytes.ends_with('\n'));
}

bool is_played_alone(const Dialogue& dialogue) {
    return std::ranges::all_of(dialogue.steps, [](const Step& step) {
        const bool says = step.kind == Step::Kind::client || step.kind == Step::Kind::server;
        return step.connection == 1 && (says || step.kind == Step::Kind::closed || step.kind == Step::Kind::formula) &&
               !step.unfinished;
    });
}

TEST(OverheardNotes, say_of_every_dialogue_what_explain_says_of_its_record) {
    std::size_t compared = 0;
    for (const auto& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file)) {
            if (!is_played_alone(dialogue) || !is_typed_in_lines(dialogue)) continue;
            OverheardNotes notes;
            Sentences overheard;
            std::chrono::microseconds time{};
            OverhearingWire wire([&](int, const Overheard& line) {
                for (const Annotation& note : notes.below(line, ++time))
                    overheard.push_back(note.sentence(Language::english()));
            });
            ASSERT_EQ(play(dialogue, wire).value_or(""), "");
            const MemoryRecorder& record = wire.wire.record();
            if (record.begun.size() != 1 || !std::ranges::all_of(record.events, can_be_overheard)) continue;
            Conversation conversation{{1, record.begun[0].protocol, "", record.begun[0].at, {}, "", 0, 0, 0}, {}};
            for (const RecordedEvent& event : record.events)
                conversation.events.push_back(kept(event.view(), conversation));
            EXPECT_EQ(overheard, of_the_record(conversation)) << file;
            ++compared;
        }
    EXPECT_GT(compared, 30u);
}

}  // namespace postlab::labs::overheard_notes_test
