#include "labs/explain/diagram.h"

#include <Poco/SAX/SAXParser.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "labs/catalogue/transitions.h"
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

}  // namespace postlab::labs::diagram_test
