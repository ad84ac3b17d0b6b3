#pragma once
// For tests only: conversations that nobody has thought of, right and wrong, from a seed.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/protocol.h"
#include "shared/sasl/base64.h"

namespace postlab::labs {

/// What a client says, piece by piece: a line, a letter's line, or a BDAT with its chunk.
struct MadeUp {
    Protocol protocol;
    struct Piece {
        std::string octets;
        bool answered = true;
        bool of_letter = false;  ///< said only where the server has asked for it
    };
    std::vector<Piece> pieces;
};

/// Accounts are ann, bob and carol, password "secret".
class DialogueMaker {
public:
    explicit DialogueMaker(unsigned seed) : random_(seed) {}

    MadeUp make() { return chance(50) ? smtp() : pop3(); }

private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }
    std::size_t below(std::size_t bound) { return random_() % bound; }
    template <std::size_t N>
    std::string one_of(const char* const (&words)[N]) {
        return words[below(N)];
    }
    std::string account() { return one_of({"ann", "ann", "bob", "carol"}); }

    void say(const std::string& line) { made_.pieces.push_back({line + "\r\n"}); }

    // ---- SMTP

    MadeUp smtp() {
        made_ = {Protocol::smtp, {}};
        if (chance(92)) say(chance(80) ? "EHLO client.example" : "HELO client.example");
        if (chance(10)) say("AUTH PLAIN " + plain(account(), chance(90) ? "secret" : "guess"));
        bool ended = true;
        for (std::size_t letters = 1 + below(3); letters > 0 && ended; --letters) ended = letter();
        if (chance(65)) say("QUIT");
        return made_;
    }

    /// False: it lacks its end, so that all that follows is letter.
    bool letter() {
        if (chance(93)) say("MAIL FROM:<" + one_of({"bob@post.example", "", "x@elsewhere.example"}) + ">");
        for (std::size_t recipients = below(4); recipients > 0; --recipients) say(recipient());
        if (chance(12)) say(one_of({"NOOP", "RSET", "VRFY ann", "STAT", "MAIL FROM:<carol@post.example>", "HELP"}));
        return chance(20) ? chunks() : data();
    }

    std::string recipient() {
        const std::string notify = chance(12) ? " NOTIFY=SUCCESS" : "";
        if (chance(12))
            return "RCPT TO:<" + one_of({"nobody@post.example", "ann@elsewhere.example", "ann", "bob@"}) + ">";
        return "RCPT TO:<" + account() + "@post.example>" + notify;
    }

    bool data() {
        say("DATA");
        static constexpr const char* lines[] = {"Subject: hello", "", "..dot", "text", "....", "MAIL FROM:<>"};
        for (std::size_t count = below(5); count > 0; --count)
            made_.pieces.push_back({one_of(lines) + "\r\n", false, true});
        const bool ended = chance(92);
        if (ended) made_.pieces.push_back({".\r\n", true, true});
        return ended;
    }

    bool chunks() {
        for (std::size_t count = 1 + below(3); count > 0; --count) {
            const std::string chunk = one_of({"Subject: x\r\n", "text\r\n.\r\n", "\r\n"});
            const std::string last = count == 1 && chance(85) ? " LAST" : "";
            made_.pieces.push_back({"BDAT " + std::to_string(chunk.size()) + last + "\r\n" + chunk});
        }
        return true;
    }

    // ---- POP3

    MadeUp pop3() {
        made_ = {Protocol::pop3, {}};
        if (chance(15)) say(one_of({"STAT", "CAPA", "UTF8", "LANG ru", "QUIET", "PASS secret"}));
        while (!log_in()) {
        }
        for (std::size_t count = below(7); count > 0; --count) say(command());
        if (chance(60)) say("QUIT");
        return made_;
    }

    /// False: it has failed on purpose, and another one follows. Not often, since a wrong password takes its time.
    bool log_in() {
        const bool right = chance(94), given_up = chance(20);
        const std::string name = account(), password = right ? "secret" : "guess";
        if (chance(20)) {
            say("AUTH PLAIN " + plain(name, password));
        } else if (chance(15)) {
            say("AUTH LOGIN");
            say(sasl::to_base64(name));
            say(sasl::to_base64(password));
        } else {
            say("USER " + name + (chance(10) ? "@post.example" : ""));
            say("PASS " + password);
        }
        return right || given_up;
    }

    std::string command() {
        const std::string number = std::to_string(1 + below(4));
        if (chance(40)) return "DELE " + number;
        if (chance(20)) return "RETR " + number;
        if (chance(10)) return "TOP " + number + " 1";
        return one_of(
            {"STAT", "LIST", "UIDL", "LIST 1", "UIDL 2", "RSET", "NOOP", "DELE 99", "LAST", "DELE", "USER ann"});
    }

    static std::string plain(const std::string& name, const std::string& password) {
        return sasl::to_base64(std::string(1, '\0') + name + std::string(1, '\0') + password);
    }

    std::mt19937 random_;
    MadeUp made_;
};

}  // namespace postlab::labs
