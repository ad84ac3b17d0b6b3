// What a conversation that is played again foretells is what the server then does: every cut of 200 conversations, and
// other endings.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>
#include <random>

#include "labs/dialogue/reply_difference.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/whatif/dialogues_for_tests.h"
#include "labs/whatif/real_server_for_tests.h"
#include "labs/whatif/what_if.h"
#include "shared/text/text.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::labs::foretold_test {

namespace fs = std::filesystem;

constexpr unsigned sessions = 200;

/// Octets of the letters in each mailbox, by message id.
using Maildrops = std::map<std::string, std::map<std::uint64_t, std::uint64_t>>;

/// As the servers here are.
Settings without_tls() {
    Settings settings;
    settings.tls.offer = false;
    return settings;
}

std::size_t lines_in(std::string_view octets) { return static_cast<std::size_t>(std::ranges::count(octets, '\n')); }

/// A conversation that has been recorded, what its client said in truth, and the maildrops before it.
struct Had {
    std::string id;
    std::vector<std::string> said;  ///< lines
    fs::path before;                ///< a copy of maildrop.db
};

class Foretold : public store::StoreOnDisk {
protected:
    Foretold() {
        for (const char* name : {"ann", "ann", "ann", "bob", "carol"})
            store::WaitingStore(directory())
                .deliver({name}, "Subject: old\r\n\r\n" + std::string(7 * ++old_, 'x') + "\r\n");
    }

    static std::string file(const fs::path& directory) { return (directory / "maildrop.db").string(); }

    /// Has them with the server itself, one after the other in one folder.
    std::vector<Had> record() {
        RealServer server(directory(), true);
        std::vector<Had> all;
        for (unsigned seed = 1; seed <= sessions; ++seed) {
            const MadeUp made = DialogueMaker(seed).make();
            const fs::path before = copies_.path() / (std::to_string(seed) + ".db");
            store::Database(file(directory()), store::Database::Checkpoints::none)
                .execute("VACUUM INTO ?", before.string());
            all.push_back({std::to_string(seed), have(server, made), before});
            server.flush();
        }
        return all;
    }

    /// The lines that the client has said.
    static std::vector<std::string> have(RealServer& server, const MadeUp& made) {
        Caller caller(server.address(made.protocol));
        const auto hear = [&]() -> Heard {
            std::string line = caller.hear(1);
            const auto what = line.empty() ? Heard::What::closed : Heard::What::line;
            return {what, std::move(line)};
        };
        std::string last = hear_whole(hear, made.protocol, "", false).text, said;
        bool in_letter = false;
        for (const MadeUp::Piece& piece : made.pieces) {
            in_letter = piece.of_letter && (in_letter || last.starts_with("354"));
            if (piece.of_letter && !in_letter) continue;
            if (last.empty() || last.starts_with("221")) break;
            caller.say(piece.octets);
            said += piece.octets;
            if (!piece.answered) continue;
            if (last.starts_with("354") && !piece.of_letter) continue;  // the letter lacks its end
            const std::string verb = piece.octets.substr(0, piece.octets.find_first_of(" \r"));
            const bool argument = piece.octets.find(' ') < piece.octets.find('\r');
            last = hear_whole(hear, made.protocol, piece.of_letter ? "" : verb, argument).text;
        }
        caller.hang_up();
        std::vector<std::string> lines;
        for (std::size_t end; (end = said.find('\n')) != said.npos; said.erase(0, end + 1))
            lines.push_back(said.substr(0, end + 1));
        return lines;
    }

    /// The folder of a server that begins from the same maildrops again and again.
    struct Truth {
        explicit Truth(const fs::path& from) {
            fs::copy_file(file(from), file(folder.path()));
            maildrops.emplace(folder.path() / "maildrop.db", store::Database::Checkpoints::none);
            maildrops->execute("PRAGMA synchronous = OFF");
            server.emplace(folder.path(), false);
        }
        void put_back() {
            store::Transaction transaction(*maildrops);
            maildrops->execute("DELETE FROM main.delivery");  // and with it all content
            for (const char* table : {"content", "chunk", "delivery"})
                maildrops->execute(std::string("INSERT INTO main.") + table + " SELECT * FROM before." + table);
            maildrops->execute(
                "UPDATE main.sqlite_sequence SET seq = (SELECT seq FROM before.sqlite_sequence WHERE name = 'content') "
                "WHERE name = 'content'");
            transaction.commit();
        }
        void begin(const Had& had) {
            if (begun) maildrops->execute("DETACH before");
            maildrops->execute("ATTACH ? AS before", had.before.string());
            begun = true;
            put_back();
        }
        Maildrops now() {
            Maildrops all;
            for (const char* name : {"ann", "bob", "carol"})
                for (const store::Message& message : store::list_messages(
                         *maildrops, store::view_of(*maildrops, *store::find_mailbox_id(*maildrops, name))))
                    all[name][message.id] = message.octets;
            return all;
        }

        TemporaryDirectory folder;
        std::optional<store::Database> maildrops;
        std::optional<RealServer> server;
        bool begun = false;
    };

    /// What is foretold: POP3 takes letters out of one maildrop, SMTP adds some to any.
    static Maildrops foretold(const WhatIf::Outcome& outcome, Maildrops before) {
        for (const Ending::Letter& letter : outcome.ending.letters)
            if (letter.fate == Ending::Fate::removed) before[outcome.ending.mailbox].erase(letter.id);
        for (const auto& [name, letters] : outcome.rerun.there)
            for (const Rerun::Kept& letter : letters) before[name].try_emplace(letter.id, letter.content.size());
        std::erase_if(before, [](const auto& mailbox) { return mailbox.second.empty(); });
        return before;
    }

    unsigned old_ = 0;
    TemporaryDirectory copies_;
};

/// Says the lines up to that one, turn by turn, and hears what was answered up to it.
void say_up_to(Caller& caller, const Recorded& recorded, const std::vector<std::string>& said, std::size_t last) {
    std::size_t next = 0;
    for (std::size_t index = 0; index < recorded.turns.size(); ++index) {
        std::string octets;
        for (; next < recorded.said().size() && recorded.said()[next].turn == index; ++next)
            if (recorded.said()[next].number <= last) octets += said[next];
        caller.say(octets);
        std::size_t lines = 0;
        for (const Line& line : recorded.turns[index].reply)
            lines += static_cast<std::size_t>(&line - recorded.turns.lines().data()) < last;
        caller.hear(lines);
    }
}

/// What the client said in that turn in truth, where the record has stars.
std::string said_in(const Recorded& recorded, const std::vector<std::string>& said, std::size_t turn) {
    std::string octets;
    for (std::size_t i = 0; i < said.size(); ++i)
        if (recorded.said()[i].turn == turn) octets += said[i];
    return octets;
}

bool has_made_up(const WhatIf& what_if) { return std::ranges::any_of(what_if.letters(), &LetterThen::made_up); }

bool is_secret(const Recorded& recorded, const Rerun::Exchange& exchange) {
    return exchange.turn && bytes_of(recorded.turns[*exchange.turn].said).find("****") != std::string_view::npos;
}

TEST_F(Foretold, is_what_the_server_does_at_every_cut_of_200_conversations) {
    const std::vector<Had> all = record();
    store::TranscriptReader reader(directory());
    Truth truth(directory());
    std::size_t cuts = 0;
    for (const Had& had : all) {
        const WhatIf what_if(reader, directory(), read_conversation(reader, had.id), without_tls());
        const Recorded& recorded = what_if.recorded();
        ASSERT_EQ(recorded.said().size(), had.said.size()) << had.id;
        truth.begin(had);
        const Maildrops before = truth.now();
        for (std::size_t line = 1; line <= recorded.lines(); ++line, ++cuts) {
            const WhatIf::Outcome outcome = what_if.outcome({.drop_after = line});
            Caller caller(truth.server->address(recorded.conversation.protocol()));
            say_up_to(caller, recorded, had.said, line);
            caller.hang_up();
            ASSERT_EQ(foretold(outcome, before), truth.now()) << "conversation " << had.id << ", line " << line;
            truth.put_back();
        }
    }
    EXPECT_GT(cuts, 2000u);
    RecordProperty("cuts", std::to_string(cuts));
}

/// Something else to be said, or nothing, as chance has it.
Alteration otherwise(const Recorded& recorded, std::mt19937& random) {
    static constexpr std::array smtp{"RSET",
                                     "NOOP",
                                     "RCPT TO:<carol@post.example>",
                                     "RCPT TO:<nobody@post.example>",
                                     "MAIL FROM:<>",
                                     "DATA",
                                     "QUIT",
                                     ".",
                                     "text",
                                     "EHLO again",
                                     "BDAT 2 LAST"};
    static constexpr std::array pop3{"DELE 1", "DELE 3", "RSET",        "QUIT", "STAT",
                                     "LIST",   "RETR 1", "PASS secret", "FOO"};
    const bool mail = recorded.conversation.protocol() == Protocol::smtp;
    Alteration wanted;
    const auto& said = recorded.said()[random() % recorded.said().size()];
    const std::string verb(recorded.turns[said.turn].verb);
    if (random() % 2 == 0 && said.kind == Recorded::ClientLine::Kind::command && !verb.empty()) {
        wanted.without = verb;
    } else {
        wanted.say_at = 1 + random() % recorded.lines();
        wanted.text = mail ? smtp[random() % smtp.size()] : pop3[random() % pop3.size()];
    }
    return wanted;
}

/// With no numbers for new letters, which nobody can know.
Maildrops without_new_numbers(Maildrops all, const Maildrops& before) {
    for (auto& [name, letters] : all) {
        std::uint64_t next = 1'000'000;
        std::map<std::uint64_t, std::uint64_t> renumbered;
        for (const auto& [id, octets] : letters) {
            const bool is_old = before.contains(name) && before.at(name).contains(id);
            renumbered[is_old ? id : next++] = octets;
        }
        letters = std::move(renumbered);
    }
    return all;
}

/// Says to the server what was said in memory; what it answers otherwise, or nothing.
std::string other_answer(Caller& caller, const WhatIf& what_if, const std::vector<std::string>& said,
                         const Alteration& wanted, const Rerun& rerun) {
    const Recorded& recorded = what_if.recorded();
    const Protocol protocol = recorded.conversation.protocol();
    for (const Rerun::Exchange& exchange : rerun.exchanges) {
        const bool secret = is_secret(recorded, exchange);
        caller.say(secret ? said_in(recorded, said, *exchange.turn) : exchange.said);
        const std::string verb =
            exchange.turn ? std::string(recorded.turns[*exchange.turn].verb) : upper_case(split(wanted.text)[0]);
        const bool is_letter = (verb == "RETR" || verb == "TOP") && exchange.heard.starts_with("+OK");
        const std::string heard = is_letter ? caller.hear_to_dot() : caller.hear(lines_in(exchange.heard));
        using Kind = ReplyDifference::Kind;
        const Kind kind = compare_replies(exchange.heard, heard, protocol, verb).kind;
        // A letter that is gone has only its size, and stars have no words.
        const bool is_unknown = (is_letter && has_made_up(what_if)) || (secret && kind == Kind::text);
        if (!is_unknown && kind != Kind::none && kind != Kind::of_each_time)
            return exchange.said + exchange.heard + heard;
    }
    return caller.hang_up();
}

TEST_F(Foretold, is_what_the_server_answers_when_something_else_is_said) {
    const std::vector<Had> all = record();
    store::TranscriptReader reader(directory());
    Truth truth(directory());
    unsigned unknowable = 0;
    for (const Had& had : all) {
        const WhatIf what_if(reader, directory(), read_conversation(reader, had.id), without_tls());
        const Recorded& recorded = what_if.recorded();
        truth.begin(had);
        const Maildrops before = truth.now();
        std::mt19937 random(static_cast<unsigned>(std::stoul(had.id)));
        for (int round = 0; round < 5; ++round, truth.put_back()) {
            const Alteration wanted = otherwise(recorded, random);
            const std::string what = "conversation " + had.id + ", " + in_words(wanted, recorded, Language::english());
            std::optional<WhatIf::Outcome> outcome;
            try {
                outcome = what_if.outcome(wanted);
            } catch (const UsageError& error) {  // nobody knows any more what that maildrop held
                ++unknowable;
                continue;
            }
            Caller caller(truth.server->address(recorded.conversation.protocol()));
            ASSERT_EQ(other_answer(caller, what_if, had.said, wanted, outcome->rerun), "") << what;
            ASSERT_EQ(without_new_numbers(foretold(*outcome, before), before), without_new_numbers(truth.now(), before))
                << what;
        }
    }
    EXPECT_LT(unknowable, sessions / 10);
}

}  // namespace postlab::labs::foretold_test
