#include "labs/explain/diagram.h"

#include <Poco/SAX/SAXParser.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "labs/catalogue/transitions.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/explain/state_path.h"
#include "labs/language/sentences.h"

namespace postlab::labs::diagram_test {

std::string copy_in_docs(const std::string& name) {
    std::ifstream in(std::string(POSTLAB_SOURCE_DIR) + "/docs/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

bool shows(const std::string& picture, std::string_view text) { return picture.find(text) != std::string::npos; }

TEST(StateDiagrams, in_docs_are_those_that_the_program_draws) {
    EXPECT_TRUE(copy_in_docs("smtp-states.svg") == state_diagram(Protocol::smtp))
        << "postlab explain --diagram smtp --out docs/smtp-states.svg";
    EXPECT_TRUE(copy_in_docs("pop3-states.svg") == state_diagram(Protocol::pop3))
        << "postlab explain --diagram pop3 --out docs/pop3-states.svg";
}

TEST(StateDiagrams, are_wellformed_and_say_in_words_what_they_show) {
    for (Protocol protocol : all_protocols) {
        const std::string picture = state_diagram(protocol);
        EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(picture.data(), picture.size()));
        const std::string words =
            picture.substr(picture.find("<desc"), picture.find("</desc>") - picture.find("<desc"));
        for (std::string_view state : tables(protocol).states) EXPECT_TRUE(shows(words, state)) << state;
        for (const Verb& verb : tables(protocol).verbs) EXPECT_TRUE(shows(words, verb.name)) << verb.name;
    }
}

TEST(StateDiagrams, have_a_box_for_each_state_and_an_arrow_for_each_transition) {
    const std::string smtp = state_diagram(Protocol::smtp), pop3 = state_diagram(Protocol::pop3);
    for (const char* words : {">fresh<", ">ready<", ">mail_given<", ">rcpt_given<", ">chunk_given<", ">data<",
                              ">closed<", ">EHLO, HELO: 250<", ">MAIL: 250<", ">RCPT: 250<", ">DATA<", ">354<",
                              ">BDAT: 250, 450, 451, 452, 552, 554<", ">a dot alone<", ">EHLO, HELO, RSET<",
                              ">STARTTLS<", ">QUIT<", "refused: MAIL, AUTH, RCPT, DATA, BDAT by 503 5.5.1"})
        EXPECT_TRUE(shows(smtp, words)) << words;
    for (const char* words : {">AUTHORIZATION<", ">TRANSACTION<", ">UPDATE<", ">closed<", ">PASS, APOP, AUTH: +OK<",
                              ">QUIT: +OK, -ERR<", ">by itself<", "stay here: USER, STLS, UTF8, LANG, CAPA",
                              "refused: USER, PASS, APOP, AUTH, STLS, UTF8 by -ERR"})
        EXPECT_TRUE(shows(pop3, words)) << words;
}

TEST(StateDiagrams, say_their_words_in_the_language_that_was_asked_for_and_keep_all_names) {
    for (const char* code : {"zh", "ru"}) {
        const Language& language = Language::of(code);
        const std::string smtp = state_diagram(Protocol::smtp, language);
        const auto said = [&](const Sentence& sentence) { return ">" + language.say(sentence) + "<"; };
        for (const std::string& words : {said("diagram.dot"_sentence), said("diagram.start"_sentence),
                                         std::string(">mail_given<"), std::string(">EHLO, HELO: 250<")})
            EXPECT_TRUE(shows(smtp, words)) << words << smtp;
        for (const char* english : {"stay here", "refused:", "a dot alone", "the client", "Dashed"})
            EXPECT_FALSE(shows(smtp, english)) << english;
        EXPECT_TRUE(shows(state_diagram(Protocol::pop3, language), said("diagram.by_itself"_sentence)));
    }
}

/// The conversation of a dialogue in memory, as the record would have it.
Conversation recorded(const std::string& dialogue, Protocol protocol) {
    MemoryWire wire;
    EXPECT_EQ(play(parse_dialogue(dialogue, "test.txt", protocol), wire, Pace::lines), std::nullopt);
    Conversation conversation{{3, std::string(name_of(protocol)), "127.0.0.1", {}, {}, "", 0, 0, 0}, {}};
    for (const RecordedEvent& event : wire.record().events)
        conversation.events.push_back(kept(event.view(), conversation));
    conversation.about.how = wire.record().ended.at(0).how;
    return conversation;
}

TEST(TheWayOfAConversation, is_its_commands_with_the_states_that_they_led_to) {
    const StatePath way = path_of(recorded(
        "S: 220 ...\nC: RCPT TO:<alice@post.example>\nS: 503 ...\nC: HELO me\nS: 250 ...\nC: MAIL FROM:<>\nS: 250 "
        "...\nC: RCPT TO:<alice@post.example>\nS: 250 ...\nC: DATA\nS: 354 ...\nC: x\nC: .\nS: 250 ...\nC: QUIT\nS: "
        "221 "
        "...\n! closed\n",
        Protocol::smtp));
    std::vector<std::string> steps;
    for (const StatePath::Step& step : way.steps)
        steps.push_back(std::to_string(step.number) + " " + step.verb + " " + step.code + " " + step.from + " " +
                        step.to + (step.refused ? " refused" : "") + (step.letter ? " letter" : ""));
    EXPECT_EQ(steps, (std::vector<std::string>{"1 RCPT 503 fresh fresh refused", "2 HELO 250 fresh ready",
                                               "3 MAIL 250 ready mail_given", "4 RCPT 250 mail_given rcpt_given",
                                               "5 DATA 354 rcpt_given data", "6 DATA 250 data ready letter",
                                               "7 QUIT 221 ready closed"}));
}

TEST(TheWayOfAConversation, is_drawn_into_the_states_with_numbers_that_need_no_colour) {
    const StatePath way = path_of(recorded(
        "S: +OK ...\nC: STAT\nS: -ERR ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\nC: DELE 1\nS: +OK "
        "...\nC: DELE 1\nS: -ERR ...\nC: QUIT\nS: +OK ...\n! closed\n",
        Protocol::pop3));
    const std::string picture = state_diagram(Protocol::pop3, Language::english(), &way);
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(picture.data(), picture.size()));
    for (const char* words :
         {"The states of POP3, and the way of conversation 3", ">said here: 2 USER +OK<", ">refused here: 1 STAT -ERR<",
          ">said here: 4 DELE +OK<", ">refused here: 5 DELE -ERR<", "\"number fill-client\" xml:space=\"preserve\">3<",
          "\"number fill-client\" xml:space=\"preserve\">6<", "3 PASS +OK: from AUTHORIZATION to TRANSACTION.",
          "1 STAT -ERR: in AUTHORIZATION."})
        EXPECT_TRUE(shows(picture, words)) << words << picture;
    EXPECT_TRUE(shows(picture, "arrow taken line-client"));
    EXPECT_FALSE(shows(state_diagram(Protocol::pop3), "taken line-client"));
    EXPECT_FALSE(shows(picture, "ends here")) << "it has come to its end";
}

TEST(TheWayOfAConversation, says_where_it_ended_when_no_arrow_does) {
    const StatePath way = path_of(recorded(
        "S: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\nC: DELE 1\nS: +OK ...\n! drop\n",
        Protocol::pop3));
    EXPECT_EQ(way.end(), "TRANSACTION");
    EXPECT_TRUE(shows(state_diagram(Protocol::pop3, Language::english(), &way), ">ends here: drop<"));
}

/// Where the texts of a class stand: y of each, by x.
std::map<int, std::vector<int>> places_of_texts(const std::string& picture) {
    std::map<int, std::vector<int>> places;
    static const std::regex text("<text x=\"(\\d+)\" y=\"(\\d+)\" class=\"wire\"");
    for (std::sregex_iterator one(picture.begin(), picture.end(), text), end; one != end; ++one)
        places[std::stoi((*one)[1])].push_back(std::stoi((*one)[2]));
    return places;
}

TEST(StateDiagrams, have_no_label_that_lies_on_another) {
    for (Protocol protocol : {Protocol::smtp, Protocol::pop3})
        for (auto& [x, lines] : places_of_texts(state_diagram(protocol))) {
            std::ranges::sort(lines);
            for (std::size_t i = 1; i < lines.size(); ++i) EXPECT_GE(lines[i] - lines[i - 1], 13) << x;
        }
}

}  // namespace postlab::labs::diagram_test
