// Runs every dialogue of the tree but those of labs (labs/course/labs_test.cpp): smtpd/dialogues, pop3d/dialogues,
// labs/museum/dialogues and the blocks in the handouts, the reader and docs/errata.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/dialogue_files_for_tests.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/dialogue/recognise.h"
#include "shared/notes.h"

namespace postlab::labs::dialogues_test {

namespace fs = std::filesystem;

struct Outcome {
    std::string complaint;
    std::map<int, std::string> said;
    std::vector<RecordedEvent> record;
};

/// They tell when DATA came, and each call of a session takes its time.
std::map<int, std::string> without_trace_ids(std::map<int, std::string> said) {
    constexpr std::string_view id = " id t6475ef64";
    for (auto& [connection, text] : said)
        for (std::size_t at = 0; (at = text.find(id, at)) != text.npos; at += id.size())
            text.erase(at + id.size(), std::string_view("cf340").size());
    return said;
}

Outcome run(const Dialogue& dialogue, Pace pace) {
    MemoryWire wire;
    auto complaint = play(dialogue, wire, pace);
    return {complaint.value_or(""), without_trace_ids(wire.said()), wire.record().events};
}

class Dialogues : public testing::TestWithParam<fs::path> {};

TEST_P(Dialogues, go_as_written_however_the_bytes_are_cut) {
    for (const Dialogue& dialogue : read_dialogues(GetParam())) {
        Outcome lines = run(dialogue, Pace::lines), whole = run(dialogue, Pace::whole),
                bytes = run(dialogue, Pace::bytes);
        if (!lines.complaint.empty()) ADD_FAILURE() << lines.complaint;
        if (!whole.complaint.empty()) ADD_FAILURE() << whole.complaint << "\n    (all lines sent at once)";
        if (!bytes.complaint.empty()) ADD_FAILURE() << bytes.complaint << "\n    (each byte sent alone)";
        if (HasFailure()) continue;
        EXPECT_EQ(lines.said, whole.said);
        EXPECT_EQ(lines.said, bytes.said);
    }
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
    std::string name = fs::relative(info.param, POSTLAB_SOURCE_DIR).replace_extension().string();
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Dialogues, testing::ValuesIn(dialogue_files()), test_name);

/// What the dialogues have reached of one protocol.
struct Reached {
    std::set<std::string> replies, cells;
};

std::string cell(std::string_view verb, std::string_view state) {
    return std::string(verb) + " in " + std::string(state);
}

Reached reached_in(Protocol protocol) {
    Reached reached;
    for (const fs::path& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file))
            for (const RecordedEvent& event : run(dialogue, Pace::lines).record) {
                if (protocol_named(event.protocol) != protocol) continue;
                if (!event.reply.empty()) reached.replies.insert(event.reply);
                if (event.direction == Direction::client && !event.verb.empty())
                    reached.cells.insert(cell(event.verb, event.state_before));
            }
    return reached;
}

void expect_all(const std::set<std::string>& wanted, const std::set<std::string>& reached, const char* complaint) {
    for (const std::string& name : wanted)
        if (!reached.contains(name)) ADD_FAILURE() << complaint << " " << name;
}

void expect_all_of(Protocol protocol) {
    const Tables& all = tables(protocol);
    std::set<std::string> replies, cells;
    for (const Reply& reply : all.replies) replies.insert(std::string(reply.id));
    for (const Verb& verb : all.verbs)
        for (std::string_view state : all.states) cells.insert(cell(verb.name, state));
    Reached reached = reached_in(protocol);
    expect_all(replies, reached.replies, "no dialogue produces");
    expect_all(cells, reached.cells, "no dialogue tries");
}

/// Whether `postlab explain VERB` mentions the reply.
bool explained_with(const Tables& all, const RecordedEvent& event) {
    const std::string group_of_reply = event.reply.substr(0, event.reply.find('.'));
    if (group_of_reply == "command" || group_of_reply == "session") return true;
    auto verb = std::ranges::find(all.verbs, event.verb, &Verb::name);
    if (verb == all.verbs.end()) return false;
    std::vector<const Reply*> replies = replies_of(all, *verb);
    replies.insert(replies.end(), verb->gate.begin(), verb->gate.end());
    return std::ranges::any_of(replies, [&](const Reply* reply) { return reply && reply->id == event.reply; });
}

TEST(AllDialogues, show_no_reply_to_a_verb_that_explain_does_not_know_of) {
    for (const fs::path& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file))
            for (const RecordedEvent& event : run(dialogue, Pace::lines).record)
                if (!event.reply.empty() && !event.verb.empty() &&
                    !explained_with(tables(protocol_named(event.protocol)), event))
                    ADD_FAILURE() << file << ": " << event.reply << " answers " << event.verb;
}

TEST(AllDialogues, produce_every_remark) {
    std::set<std::string> wanted, reached;
    for (const Note& note : notes) wanted.insert(std::string(note.id));
    for (const fs::path& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file))
            for (const RecordedEvent& event : run(dialogue, Pace::lines).record) {
                std::string line = event.bytes.substr(0, event.bytes.find('\n'));
                if (event.reply.empty()) continue;
                for (const Note* note : take_notes(line)) reached.insert(std::string(note->id));
            }
    expect_all(wanted, reached, "no dialogue produces");
}

TEST(DialoguesOfSmtp, produce_every_reply_and_try_every_verb_in_every_state) { expect_all_of(Protocol::smtp); }

TEST(DialoguesOfPop3, produce_every_reply_and_try_every_verb_in_every_state) { expect_all_of(Protocol::pop3); }

TEST(DialoguesOfPop2, produce_every_reply_and_try_every_verb_in_every_state) { expect_all_of(Protocol::pop2); }

}  // namespace postlab::labs::dialogues_test
