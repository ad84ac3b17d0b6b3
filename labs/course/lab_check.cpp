#include "labs/course/lab_check.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "labs/course/lab/fixture.h"
#include "labs/course/lab/handout.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/yaml_place.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/language/sentences.h"
#include "shared/system/file.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

using labs::Language;
using labs::operator""_sentence;

namespace fs = std::filesystem;

namespace {

constexpr const char *key = "the key of no course", *student = "s017", *pass_phrase = "two words";
const std::vector<std::string> roster{"s017", "s018", "s019"};

labs::Protocol usual_protocol(const Lab& lab) {
    return lab.part == "pop3" ? labs::Protocol::pop3 : labs::Protocol::smtp;
}

Values values_of_student(const Lab& lab) {
    Values values = values_for(lab.parameters, {key, student, lab.id, 0, "post.example", roster});
    say_password(values, pass_phrase);
    return values;
}

/// The mailboxes of a course, with what the lab puts into the student's and into the planted one.
void fill(store::MemoryStore& store, const Lab& lab, const Values& values) {
    for (const std::string& name : roster) store.add(name, pass_phrase);
    for (std::string_view name : decoys) store.add(std::string(name), "");
    for (const std::string& name : lab.mailboxes) store.add(substituted(name, values), "");
    store.add("course", "");
    store.add("postmaster", "");
    if (lab.fixture)
        for (std::string& letter : letters(*lab.fixture, values)) store.put(student, std::move(letter));
    if (!lab.planted) return;
    const std::string account = lower_case(values.at("planted"));
    store.plant(account, substituted(lab.planted->secret, values));
    for (std::string& letter : planted_letters(*lab.planted, values)) store.put(account, std::move(letter));
}

/// The act of starting the lab, as it stands in the record.
labs::Conversation start_of(const Lab& lab, Time at, const Values& values) {
    MessageRanges fixture;
    const std::uint64_t count = lab.fixture ? letters(*lab.fixture, values).size() : 0;
    for (std::uint64_t id = 1; id <= count; ++id) fixture.add(id);
    labs::Conversation start{{0, "lab", student, at, at, "quit", 2, 2, 0}, {}};
    start.events.push_back({0, {}, Direction::client, false, "START " + lab.id + " 1 0\r\n", 0, {}, {}, {}, {}});
    start.events.push_back(
        {1, {}, Direction::server, false, "started\r\n", 0, {}, {}, {}, {}, student, fixture.text(), {}});
    return start;
}

std::string indented(const std::string& text) { return "\n    " + text; }

std::string cited(const PlayedDialogue& played, const std::vector<Citation>& lines, const Language& language) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 3); ++i)
        text += indented("  " + cited_line(played.conversations, lines[i], language));
    return text;
}

/// A dialogue file of the lab, played; what is wrong with playing it is added to `flaws`.
std::optional<PlayedDialogue> try_file(const Labs& labs, const Lab& lab, const fs::path& file, const Language& language,
                                       std::vector<std::string>& flaws) {
    const std::string name = "labs/" + lab.name() + "/" + fs::relative(file, lab.folder).string();
    try {
        PlayedDialogue played = play_as_student(labs, lab, read_text(file), name, usual_protocol(lab), 1, language);
        if (!played.complaint.empty()) flaws.push_back(played.complaint);
        if (!played.verdict) flaws.push_back(name + ": " + language.say("lab.no_session"_sentence, {lab.id}));
        if (played.complaint.empty() && played.verdict) return played;
    } catch (const labs::DialogueError& error) {  // which names the place
        flaws.push_back(language.say(error));
    } catch (const std::exception& error) {
        flaws.push_back(name + ": " + language.say(error));
    }
    return std::nullopt;
}

/// The dialogue blocks of a rendered sheet.
struct Block {
    std::string text;
    labs::Protocol protocol;
    int first_line;
};
std::vector<Block> blocks_of(const std::string& sheet) {
    std::vector<Block> blocks;
    std::istringstream in(sheet);
    std::string line;
    bool inside = false;
    for (int number = 1; std::getline(in, line); ++number) {
        if (!inside && line.starts_with("```dialogue ")) {
            blocks.push_back({{}, labs::protocol_named(line.substr(line.rfind(' ') + 1)), number + 1});
            inside = true;
        } else if (line.starts_with("```")) {
            inside = false;
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

/// Those that have ended, in that order.
std::vector<labs::Conversation> conversations_in(const MemoryRecorder& record) {
    std::vector<labs::Conversation> conversations;
    for (const auto& [number, how, at] : record.ended) {
        const auto& [protocol, peer, began] = record.begun[number];
        labs::Conversation kept{{static_cast<std::int64_t>(number) + 1, protocol, peer, began, at, how, 0, 0, 0}, {}};
        for (const RecordedEvent& event : record.events)
            if (event.conversation == number) kept.events.push_back(labs::kept(event.view(), kept));
        kept.about.events = kept.about.lines = kept.events.size();
        conversations.push_back(std::move(kept));
    }
    return conversations;
}

}  // namespace

PlayedDialogue play_as_student(const Labs& labs, const Lab& lab, std::string_view text, const std::string& name,
                               labs::Protocol protocol, int first_line, const Language& language) {
    const Values values = values_of_student(lab);
    const labs::Dialogue dialogue = labs::parse_dialogue(substituted(text, values), name, protocol, first_line);
    MemoryRecorder recorder;
    PlayedDialogue played;
    Judge judge(labs, key, roster);
    {
        labs::MemoryWire wire([&](store::MemoryStore& store) { fill(store, lab, values); }, recorder);
        for (const labs::FaultRule& fault : faults_of(lab, student, values)) wire.faults().add(fault);
        if (lab.needs_start()) played.conversations.push_back(start_of(lab, wire.now(), values));
        played.complaint = labs::play(dialogue, wire, labs::Pace::lines, language).value_or("");
    }
    std::ranges::move(conversations_in(recorder), std::back_inserter(played.conversations));
    for (const labs::Conversation& conversation : played.conversations) {
        auto verdict = judge.add(conversation);
        if (verdict && verdict->lab == lab.id) played.verdict = std::move(verdict);
    }
    return played;
}

std::vector<std::string> flaws_of_solution(const Labs& labs, const Lab& lab, const Language& language) {
    std::vector<std::string> flaws;
    auto played = try_file(labs, lab, lab.folder / "solution.txt", language, flaws);
    if (!played) return flaws;
    const std::string name = "labs/" + lab.name() + "/solution.txt: ";
    for (const CheckResult& check : played->verdict->checks) {
        if (check.passed) continue;
        const Phrase fails = check.note.empty() ? Phrase("lab.fails"_sentence, {check.id})
                                                : Phrase("lab.fails_because"_sentence,
                                                         {check.id, said(check.note, labs.common, language.code())});
        flaws.push_back(name + language.say(fails) + cited(*played, check.lines, language));
    }
    for (const auto& [id, lines] : played->verdict->mistakes)
        flaws.push_back(name + language.say("lab.mistaken"_sentence, {id}) + cited(*played, lines, language));
    return flaws;
}

std::vector<std::string> flaws_of_mistakes(const Labs& labs, const Lab& lab, const Language& language) {
    std::vector<std::string> flaws;
    for (const Mistake& mistake : lab.mistakes) {
        const std::string name = "labs/" + lab.name() + "/mistakes/" + mistake.id + ".txt: ";
        auto played = try_file(labs, lab, lab.folder / "mistakes" / (mistake.id + ".txt"), language, flaws);
        if (!played) continue;
        const auto& recognised = played->verdict->mistakes;
        if (played->verdict->solved) flaws.push_back(name + language.say("lab.solves"_sentence));
        if (!played->verdict->solved &&
            std::ranges::none_of(recognised, [&](const auto& r) { return r.first == mistake.id; }))
            flaws.push_back(name + language.say("lab.not_recognised"_sentence, {mistake.id}));
    }
    return flaws;
}

std::vector<std::string> flaws_of_handout(const Labs& labs, const Lab& lab, const Language& language) {
    std::vector<std::string> flaws;
    for (const std::string& spoken : lab.strings.languages()) {
        const std::string name = language.say("lab.rendered"_sentence, {"labs/" + lab.name() + "/handout.md", spoken});
        try {
            for (const Block& block : blocks_of(handout(lab, labs.common, spoken, values_of_student(lab)))) {
                const PlayedDialogue played =
                    play_as_student(labs, lab, block.text, name, block.protocol, block.first_line, language);
                if (!played.complaint.empty()) flaws.push_back(played.complaint);
            }
        } catch (const std::exception& error) {
            flaws.push_back(name + ": " + language.say(error));
        }
    }
    return flaws;
}

std::vector<std::string> flaws_of_parameters(const Lab& lab, const Language& language) {
    std::map<std::string, std::set<std::string>> seen;
    for (int i = 0; i < 50; ++i)
        for (const auto& [name, value] : values_for(lab.parameters, {key, "s" + std::to_string(i), lab.id}))
            seen[name].insert(value);
    std::vector<std::string> flaws;
    for (const Parameter& parameter : lab.parameters)
        if (seen[parameter.name].size() < 2)
            flaws.push_back("labs/" + lab.name() + "/lab.yaml:" + std::to_string(parameter.line) + ": parameters." +
                            parameter.name + ": " + language.say("lab.same"_sentence));
    return flaws;
}

std::vector<std::string> flaws_of_checks(const Labs& labs, const Lab& lab, const Language& language) {
    std::set<std::string> passed_by_all;
    for (const Check& check : lab.checks) passed_by_all.insert(check.id);
    auto keep_passed = [&](const std::string& dialogue, labs::Protocol protocol) {
        const auto played = play_as_student(labs, lab, dialogue, "idle", protocol);
        if (!played.verdict) return;
        for (const CheckResult& check : played.verdict->checks)
            if (!check.passed) passed_by_all.erase(check.id);
    };
    keep_passed("S: 220 ...\nC: NOOP $token\nS: 250 ...\n! drop\n", labs::Protocol::smtp);
    keep_passed("S: +OK ...\nC: USER $student\nS: +OK ...\nC: PASS $password\nS: +OK ...\n! drop\n",
                labs::Protocol::pop3);
    for (const Mistake& mistake : lab.mistakes)
        keep_passed(read_file(lab.folder / "mistakes" / (mistake.id + ".txt")), usual_protocol(lab));
    std::vector<std::string> flaws;
    for (const std::string& id : passed_by_all)
        flaws.push_back("labs/" + lab.name() + "/lab.yaml: " + language.say("lab.everybody"_sentence, {id}));
    return flaws;
}

std::vector<std::string> said_in_english(const Labs& labs, const Lab& lab, const Language& language) {
    std::vector<std::string> languages = labs.common.languages(), notes;
    for (const std::string& own : lab.strings.languages())
        if (!labs.common.speaks(own)) languages.push_back(own);
    for (const std::string& one : languages) {
        const std::vector<std::string> missing = lab.strings.missing(one);
        if (!lab.strings.speaks(one))
            notes.push_back(language.say("lab.all_english"_sentence, {one, "strings." + one + ".yaml"}));
        else if (!missing.empty())
            notes.push_back(language.say("lab.some_english"_sentence, {one, list_of(missing)}));
    }
    return notes;
}

std::string cited_line(const std::vector<labs::Conversation>& conversations, const Citation& citation,
                       const Language& language) {
    const std::string cited = language.say("verify.conversation"_sentence, {std::to_string(citation.conversation)});
    for (const labs::Conversation& conversation : conversations)
        for (const store::KeptEvent& event : conversation.events)
            if (conversation.about.id == citation.conversation && event.seq == citation.seq)
                return cited + (event.direction == Direction::client ? ", C: " : ", S: ") +
                       labs::with_escapes(event.bytes.substr(0, event.bytes.find_first_of("\r\n")));
    return cited;
}

}  // namespace postlab::course
