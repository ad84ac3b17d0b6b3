#include "labs/whatif/what_if.h"

#include <ostream>

#include "labs/language/sentences.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// Throws UsageError where the replies in memory are not those that were recorded.
void expect_the_same(const Recorded& recorded, const Rerun& rerun) {
    const bool was_cut = recorded.conversation.about.how == "fault";
    for (std::size_t turn = 0; turn + was_cut < recorded.turns.size(); ++turn) {
        const auto then = rows_of(recorded.turns[turn]);
        const auto now = rows_of(rerun, turn);
        if (std::ranges::equal(then, now)) continue;
        const auto& said = recorded.turns[turn].said.empty() ? recorded.turns[turn].reply : recorded.turns[turn].said;
        const std::string line = said.empty() ? "1" : std::to_string(&said.back() - recorded.turns.lines().data() + 1);
        throw UsageError("whatif.other_server"_sentence, {recorded.id(), line, joined(now, " "), joined(then, " ")});
    }
}

std::optional<std::size_t> line_in(const CommandLine& line, const std::string& option) {
    if (!line.has(option)) return std::nullopt;
    const std::string text = line.value(option, "");
    const auto number = number_in<std::size_t>(text);
    if (!number) throw UsageError("whatif.no_number"_sentence, {text, line.word(0)});
    return number;
}

Alteration alteration_in(const CommandLine& line) {
    const Alteration wanted{line_in(line, "drop-after"), line_in(line, "say"), line.word(1),
                            upper_case(line.value("without", ""))};
    const std::string at = line.value("say", ""), id = line.word(0);
    if (!wanted.drop_after && !wanted.say_at && wanted.without.empty()) throw UsageError("whatif.ask"_sentence, {});
    if (wanted.say_at && line.words().size() < 2) throw UsageError("whatif.no_text"_sentence, {at, id, at});
    if (!wanted.say_at && line.words().size() > 1) throw UsageError("whatif.text_alone"_sentence, {line.word(1)});
    if (wanted.text.find_first_of("\r\n") != wanted.text.npos) throw UsageError("whatif.line_end"_sentence, {});
    return wanted;
}

int what_if(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Language& language = language_in(line);
    const Alteration wanted = alteration_in(line);
    Settings settings;
    set_all(settings, line.values("set"));
    const std::filesystem::path directory = data_directory(line);
    store::TranscriptReader reader(directory);
    const WhatIf what_if(reader, directory, read_conversation(reader, line.word(0)), settings);
    const ComparePage page = what_if_page(what_if, what_if.outcome(wanted), wanted, language);
    const std::string form = line.value("as", "text");
    out << (form == "html" ? as_html(page) : form == "md" ? as_markdown(page) : as_text(page, columns_of(out)));
    return 0;
}

}  // namespace

WhatIf::WhatIf(store::TranscriptReader& reader, const std::filesystem::path& directory, Conversation conversation,
               const Settings& settings)
    : directory_(directory),
      settings_(settings),
      recorded_(std::move(conversation)),
      letters_(letters_then(recorded_, reader, directory)) {
    const Rerun rerun = run_again(recorded_, letters_, directory_, settings_, {});
    expect_the_same(recorded_, rerun);
    as_it_was_ = ending_of(recorded_, letters_, rerun, {});
}

WhatIf::Outcome WhatIf::outcome(const Alteration& alteration) const {
    recorded_.expect(alteration);
    Rerun rerun = run_again(recorded_, letters_, directory_, settings_, alteration);
    Ending ending = ending_of(recorded_, letters_, rerun, alteration);
    return {std::move(rerun), std::move(ending)};
}

ProgramCommand what_if_command() {
    return {
        "what-if",
        "ID [TEXT]",
        "a recorded conversation, and how it would have ended otherwise",
        {{"drop-after", "LINE", "the line drops behind that line; postlab transcript show numbers them"},
         {"say", "LINE", "the client says TEXT in place of that line of its own, or behind that one of the server's"},
         {"without", "VERB", "the client doesn't say the commands that begin with it"},
         {"set", "KEY=VALUE", "a setting that the server had then, as of serve", true},
         {"as", "text|md|html", "the form of the page (text)"},
         language_option,
         data_option},
        "postlab what-if 57 --drop-after 14",
        what_if,
        "It is played in memory, so nobody's mail is touched. Both endings stand beside each other, with what each "
        "leaves in the maildrop, and why. Where the same conversation gets other replies than were recorded, it says "
        "so, and nothing more."};
}

}  // namespace postlab::labs
