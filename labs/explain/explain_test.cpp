#include "labs/explain/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "labs/catalogue/codes.h"
#include "labs/catalogue/tables.h"
#include "labs/compare/compare.h"
#include "labs/explain/diagram.h"
#include "labs/explain/glossary.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::labs::explain_test {

struct Explained {
    int status;
    std::string text;
    /// Line breaks and indents do not matter for what is said.
    bool says(std::string_view words) const { return flat(text).find(flat(words)) != std::string::npos; }

    static std::string flat(std::string_view text) {
        std::string out;
        for (char c : text) {
            bool space = c == ' ' || c == '\n';
            if (!space || (!out.empty() && out.back() != ' ')) out += space ? ' ' : c;
        }
        while (!out.empty() && out.back() == ' ') out.pop_back();
        return out;
    }
};

Explained explained(const std::vector<std::string>& words) {
    std::vector<std::string> arguments{"explain"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    std::ostringstream out;
    int status = run_program({explain_command()}, arguments, out, out);
    return {status, out.str()};
}

std::string word_for(Protocol protocol) { return std::string(name_of(protocol)); }

TEST(Explain, tells_of_every_verb_its_syntax_purpose_section_and_gate) {
    for (Protocol protocol : all_protocols)
        for (const Verb& verb : tables(protocol).verbs) {
            Explained it = explained({word_for(protocol), std::string(verb.name)});
            EXPECT_EQ(it.status, 0);
            EXPECT_TRUE(it.says(verb.syntax)) << it.text;
            EXPECT_TRUE(it.says(verb.purpose)) << it.text;
            EXPECT_TRUE(it.says(verb.section)) << it.text;
            for (std::string_view state : tables(protocol).states) EXPECT_TRUE(it.says(state)) << it.text;
            for (const Reply* refusal : verb.gate) EXPECT_TRUE(!refusal || it.says(refusal->id)) << it.text;
            for (const Reply* reply : replies_of(tables(protocol), verb)) EXPECT_TRUE(it.says(reply->id)) << it.text;
        }
}

TEST(Explain, lists_things_as_the_language_does) {
    EXPECT_TRUE(explained({"envelope"}).says("See also: header, MAIL, RCPT, reverse-path."));
    EXPECT_TRUE(explained({"envelope", "--lang", "zh"}).says("另见：header、MAIL、RCPT、reverse-path。"));
    EXPECT_TRUE(explained({"--lang", "zh"}).says("AUTHORIZATION、TRANSACTION。"));
}

TEST(Explain, tells_of_every_reply_what_it_says_where_it_is_defined_and_why) {
    for (Protocol protocol : all_protocols)
        for (const Reply& reply : tables(protocol).replies) {
            Explained it = explained({std::string(reply.id)});
            EXPECT_EQ(it.status, 0);
            EXPECT_TRUE(it.says(as_said(reply))) << it.text;
            EXPECT_TRUE(it.says(reply.section)) << it.text;
            EXPECT_TRUE(it.says(reply.why)) << it.text;
        }
}

TEST(Explain, finds_every_reply_by_its_codes_and_its_group) {
    for (Protocol protocol : all_protocols)
        for (const Reply& reply : tables(protocol).replies)
            for (std::string_view name : {reply.code, reply.enhanced, group(reply)}) {
                if (name.empty()) continue;
                Explained it = explained({std::string(name)});
                EXPECT_EQ(it.status, 0) << name;
                EXPECT_TRUE(it.says(as_said(reply))) << name;
            }
}

TEST(Explain, knows_what_each_code_says_by_itself) {
    for (Protocol protocol : all_protocols)
        for (const Reply& reply : tables(protocol).replies) {
            EXPECT_NE(meaning_of_code(reply.code), "") << reply.id;
            EXPECT_TRUE(reply.enhanced.empty() || !meaning_of_code(reply.enhanced).empty()) << reply.id;
        }
}

TEST(Explain, reads_the_digits_of_codes) {
    EXPECT_EQ(meaning_of_code("452"),
              "4yz: not now. Nothing has happened; the same command may work later. x5z: it is about the mail system, "
              "what it did or could not do with the mail.");
    EXPECT_EQ(meaning_of_code("5.1.1"),
              "5: a failure that lasts until something is changed. x.1: it is about an address.");
    for (const char* no_code : {"", "55", "5500", "950", "5.1", "x.1.1", "rcpt", "[NO]"})
        EXPECT_EQ(meaning_of_code(no_code), "") << no_code;
    EXPECT_NE(meaning_of_code("299"), "") << "the first digit says enough";
}

TEST(Explain, speaks_of_both_protocols_unless_one_is_named) {
    Explained noop = explained({"noop"}), in_smtp = explained({"smtp", "NOOP"}), in_pop3 = explained({"pop3", "noop"});
    EXPECT_TRUE(noop.says("NOOP · SMTP") && noop.says("NOOP · POP3")) << noop.text;
    EXPECT_TRUE(in_smtp.says("NOOP · SMTP") && !in_smtp.says("POP3")) << in_smtp.text;
    EXPECT_TRUE(in_pop3.says("NOOP · POP3") && !in_pop3.says("SMTP")) << in_pop3.text;
}

TEST(Explain, tells_of_a_state_what_may_be_said_in_it) {
    Explained it = explained({"authorization"});
    EXPECT_EQ(it.status, 0);
    EXPECT_TRUE(it.says("USER yes USER name")) << it.text;
    EXPECT_TRUE(it.says("STAT no: -ERR")) << it.text;
    EXPECT_TRUE(explained({"chunk_given"}).says("STARTTLS yes STARTTLS · then fresh")) << "with a space between";
    EXPECT_TRUE(explained({"smtp"}).says("STARTTLS Begins TLS"));
}

TEST(Explain, tells_what_may_follow_a_verb_and_a_reply) {
    EXPECT_TRUE(explained({"mail"}).says("ready yes, then mail_given"));
    EXPECT_TRUE(explained({"mail"}).says("In mail_given: EHLO, HELO, RCPT, RSET, NOOP, QUIT, VRFY, HELP, STARTTLS."));
    EXPECT_TRUE(explained({"data"}).says("up to one with a dot alone. Then: ready."));
    EXPECT_TRUE(explained({"bdat"}).says("rcpt_given yes, then chunk_given"));
    EXPECT_TRUE(explained({"bdat"}).says("data.too_big · SMTP · RFC 5321 4.5.3.1.9 · then ready or chunk_given"));
    EXPECT_TRUE(explained({"data.full"}).says("In chunk_given: EHLO, HELO, BDAT, RSET"));
    EXPECT_TRUE(explained({"pop3", "quit"}).says("Nothing: the server closes the connection."));
    EXPECT_TRUE(explained({"login.ok"}).says("What may follow In TRANSACTION: STAT, LIST, RETR"));
    EXPECT_TRUE(explained({"rcpt.relay"}).says("Whatever may be said in the state that it came in"));
    EXPECT_TRUE(explained({"update"}).says("no command is read any more"));
    for (Protocol protocol : all_protocols)
        for (const Verb& verb : tables(protocol).verbs) {
            const bool legal = std::ranges::find(verb.gate, nullptr) != verb.gate.end();
            EXPECT_EQ(explained({word_for(protocol), std::string(verb.name)}).says("What may follow"), legal);
        }
}

TEST(Explain, knows_the_remarks_of_a_classroom_server) {
    const Explained one = explained({"note.bare_lf"}), all = explained({"note"});
    EXPECT_EQ(one.status + all.status, 0);
    EXPECT_NE(one.text.find("(line ended with LF only, see L01)"), std::string::npos) << one.text;
    EXPECT_NE(one.text.find("RFC 5321 2.3.8, RFC 1939 3"), std::string::npos) << one.text;
    for (const char* id : {"note.edited ", "note.homoglyph ", "note.brackets "})
        EXPECT_NE(all.text.find(id), std::string::npos) << id;
    const Explained behind = explained({"250 2.0.0 OK (extra spaces left out) (edited line: NOOP (x))"});
    EXPECT_EQ(behind.status, 0);
    EXPECT_LT(behind.text.find("note.blanks"), behind.text.find("note.edited ")) << behind.text;
}

TEST(Explain, recognises_a_whole_reply) {
    Explained it = explained({"550", "5.1.1", "No", "such", "user", "here:", "<eve>"});
    EXPECT_EQ(it.status, 0);
    EXPECT_TRUE(it.says("rcpt.unknown_mailbox")) << it.text;
    EXPECT_FALSE(it.says("rcpt.relay")) << it.text;
}

TEST(Explain, begins_with_an_overview_of_all_verbs_and_states) {
    Explained it = explained({});
    EXPECT_EQ(it.status, 0);
    for (Protocol protocol : all_protocols) {
        for (const Verb& verb : tables(protocol).verbs) EXPECT_TRUE(it.says(verb.name)) << verb.name;
        for (std::string_view state : tables(protocol).states) EXPECT_TRUE(it.says(state)) << state;
        EXPECT_EQ(explained({word_for(protocol)}).status, 0);
    }
}

TEST(Explain, prints_the_gates_as_a_table_with_a_row_for_each_verb) {
    for (Protocol protocol : all_protocols) {
        Explained it = explained({"--table", word_for(protocol)});
        EXPECT_EQ(it.status, 0);
        for (const Verb& verb : tables(protocol).verbs) {
            std::string row = std::string(verb.name);
            for (const Reply* refusal : verb.gate) row += " " + std::string(refusal ? refusal->id : "yes");
            EXPECT_TRUE(it.says(row)) << row << "\n" << it.text;
        }
    }
}

TEST(Explain, refuses_a_table_of_nothing) {
    EXPECT_THROW(explained({"--table"}), UsageError);
    EXPECT_THROW(explained({"--table", "imap"}), UsageError);
}

TEST(Explain, draws_a_diagram) {
    EXPECT_EQ(explained({"--diagram", "pop3"}).text, state_diagram(Protocol::pop3));
    EXPECT_THROW(explained({"--diagram", "imap"}), UsageError);
    EXPECT_THROW(explained({"--diagram"}), UsageError);
    EXPECT_THROW(explained({"--out", "x.svg"}), UsageError);
    EXPECT_THROW(explained({"--diagram", "smtp", "--data", "x"}), UsageError);
    EXPECT_THROW(explained({"--table", "smtp", "--session", "3"}), UsageError);
    EXPECT_THROW(explained({"--diagram", "smtp", "--session", "x"}), UsageError) << "no conversation's number";
    EXPECT_THROW(explained({"--diagram", "smtp", "--out", "/nowhere/x.svg"}), std::runtime_error);
}

TEST(Explain, says_what_was_probably_meant) {
    Explained it = explained({"rcpy"});
    EXPECT_EQ(it.status, 2);
    EXPECT_TRUE(it.says("\"rcpy\"; did you mean rcpt?")) << it.text;
    EXPECT_TRUE(explained({"RTER"}).says("did you mean retr?"));
    EXPECT_TRUE(explained({"IN-USE"}).says("login.in_use")) << "its brackets belong to the wire";
    EXPECT_TRUE(explained({"rcpt.unknow_mailbox"}).says("did you mean rcpt.unknown_mailbox?"));
    EXPECT_THROW(explained({"--tabel"}), UsageError);
    EXPECT_EQ(explained({"-ERR"}).status, 0) << "no option";
    EXPECT_EQ(explained({"qqqqqqqqqqqqqqqqqqqqqqqqqqqq"}).status, 2);
    EXPECT_EQ(explained({"smtp", "apop"}).status, 2);
    EXPECT_EQ(explained({""}).status, 2);
}

TEST(Explain, compares_both_protocols) {
    EXPECT_EQ(explained({"--compare"}).text, compare_in_memory("text"));
    EXPECT_EQ(explained({"--as", "html", "--compare"}).text, compare_in_memory("html"));
    EXPECT_THROW(explained({"--compare", "--as", "pdf"}), UsageError);
    EXPECT_THROW(explained({"--compare", "--diagram", "smtp"}), UsageError);
    EXPECT_THROW(explained({"--as", "md", "--diagram", "smtp"}), UsageError);
}

TEST(Explain, prints_nothing_wider_than_a_page) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"503"}, {"+OK"}, {"rcpt"}, {"pass"}, {"--compare"}, {"smtp"}, {"pop3"}, {"fresh"}, {"--table", "pop3"}}) {
        std::istringstream text(explained(words).text);
        for (std::string line; std::getline(text, line);) {
            auto continuation = [](char c) { return (c & 0xC0) == 0x80; };
            EXPECT_LE(line.size() - std::count_if(line.begin(), line.end(), continuation), page_width) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(Paragraph, is_cut_at_spaces) {
    EXPECT_EQ(wrapped("", 10), (std::vector<std::string>{}));
    EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("muchtoolongaword a b", 5), (std::vector<std::string>{"muchtoolongaword", "a b"}));
    EXPECT_EQ(wrapped("· · ·", 5), (std::vector<std::string>{"· · ·"})) << "columns, not bytes";
    EXPECT_EQ(paragraph("a b", "* ", "  "), "* a b\n");
    std::string many;
    for (int i = 0; i < 30; ++i) many += "word ";
    EXPECT_EQ(paragraph(many, "- ", "  ").find("\n  word"), 2 + 15 * 5 - 1u);
}

TEST(Explain, knows_the_everyday_words_of_mail_in_any_case_and_by_their_other_names) {
    EXPECT_GE(glossary().size(), 40u);
    for (const GlossaryEntry& entry : glossary()) {
        Explained it = explained({upper_case(entry.word)});
        EXPECT_EQ(it.status, 0) << entry.word;
        EXPECT_TRUE(it.says(entry.text)) << it.text;
        EXPECT_TRUE(it.says(entry.section)) << it.text;
    }
    EXPECT_TRUE(explained({"reply", "code"}).says("The three digits")) << "a word of two words";
    EXPECT_TRUE(explained({"byte"}).says("octet · a word of mail"));
}

TEST(Explain, refers_from_each_everyday_word_to_what_it_can_explain) {
    for (const GlossaryEntry& entry : glossary())
        for (std::string_view rest = entry.see; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(", "), rest.size());
            EXPECT_EQ(explained({std::string(rest.substr(0, comma))}).status, 0) << rest;
            rest.remove_prefix(std::min(comma + 2, rest.size()));
        }
}

TEST(Explain, finds_a_reply_by_its_beginning_with_its_codes_or_without) {
    for (const char* line : {"550 5.1.1 No such user", "550 no such user here", "No such user"})
        EXPECT_TRUE(explained({line}).says("rcpt.unknown_mailbox")) << line;
    EXPECT_EQ(explained({"550 5.1.1 No such thing"}).status, 2);
}

}  // namespace postlab::labs::explain_test
