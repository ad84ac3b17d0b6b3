#include "labs/compare/play_scenarios.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/Thread.h>

#include <algorithm>

#include "labs/dialogue/network_failure.h"
#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Clock = std::chrono::steady_clock;
using Moments = std::vector<Moment>;

constexpr std::chrono::seconds longest_delivery(10);
constexpr long between_looks_ms = 50;
constexpr std::size_t most_letters_looked_at = 20;  // the newest ones

/// As a C line may have it, whatever its characters mean in a dialogue.
std::string in_escapes(const std::string& value) {
    std::string text;
    for (const char c : value) text += "\\x" + hex({&c, 1});
    return text;
}

/// As POP2 wants a word: RFC 937, Quoting.
std::string with_quotes(std::string_view word) {
    std::string text;
    for (const char c : word) text.append(c == ' ' || c == '\\' ? "\\" : "").append(1, c);
    return text;
}

Dialogue dialogue(std::string_view text, Protocol protocol, const Account& account, std::size_t letter = 0) {
    std::string filled(text);
    Poco::replaceInPlace(filled, std::string("%user"), in_escapes(account.user));
    Poco::replaceInPlace(filled, std::string("%password"), in_escapes(account.password));
    Poco::replaceInPlace(filled, std::string("%quoted"), in_escapes(with_quotes(account.password)));
    Poco::replaceInPlace(filled, std::string("%domain"), in_escapes(account.domain));
    Poco::replaceInPlace(filled, std::string("%subject"), in_escapes(account.subject));
    Poco::replaceInPlace(filled, std::string("%letter"), std::to_string(letter));
    return parse_dialogue(filled, "scenario", protocol);
}

bool uses(const Side& side, std::string_view name) { return side.dialogue.find(name) != side.dialogue.npos; }

/// The number of our letter in this session, since it holds for no other one; empty when the letter is not there.
std::optional<std::size_t> letter_in(Player& player, const Account& account) {
    const std::string stat = player.ask(1, "STAT");
    std::size_t count = 0;
    if (!stat.starts_with("+OK ")) return std::nullopt;
    for (const char* digit = stat.c_str() + 4; is_digit(*digit); ++digit)
        count = count * 10 + static_cast<std::size_t>(*digit - '0');
    for (std::size_t looked = 0; looked < std::min(count, most_letters_looked_at); ++looked) {
        const std::string header = player.ask(1, "TOP " + std::to_string(count - looked) + " 0");
        if (header.find("\nSubject: " + account.subject + "\r\n") != header.npos) return count - looked;
    }
    return std::nullopt;
}

/// One side, up to where it can be played.
class SidePlay {
public:
    SidePlay(const Side& side, Protocol protocol, Wire& wire, const Account& account)
        : side_(side), protocol_(protocol), account_(account), player_(wire, Expect::replies, *account.language) {}

    Moments moments() {
        try {
            if (opened()) play();
        } catch (const Poco::Exception& error) {
            take();
            tell("dialogue.no_connection"_sentence, {network_failure(error)});
        }
        player_.leave();
        for (Moment& moment : moments_)
            if (moment.kind == Moment::Kind::said) star(moment.text);
        return std::move(moments_);
    }

private:
    bool opened() {
        const Side::Opening& opening = side_.opening;
        if (!opening.dialogue.empty() && player_.play(dialogue(opening.dialogue, protocol_, account_))) {
            take();
            tell("compare.unplayed"_sentence);
            return false;
        }
        player_.take_moments();
        if (!opening.words.empty()) tell(std::string(opening_in(opening, *account_.language)));
        return true;
    }

    void play() {
        const bool needs_letter = uses(side_, "%letter");
        const auto letter = needs_letter ? letter_in(player_, account_) : std::nullopt;
        if (needs_letter && !letter) {
            tell("compare.no_letter"_sentence);
            return tell("compare.unplayed"_sentence);
        }
        const Dialogue shown = dialogue(side_.dialogue, protocol_, account_, letter.value_or(0));
        player_.play(shown);
        take();
        if (player_.played() + 1 < shown.steps.size()) tell("compare.unplayed"_sentence);
    }

    void star(std::string& said) const {
        if (said.starts_with("PASS ")) said = "PASS ****\r\n";
        if (said.starts_with("HELO ") && protocol_ != Protocol::smtp) said = "HELO " + account_.user + " ****\r\n";
    }
    void take() { std::ranges::move(player_.take_moments(), std::back_inserter(moments_)); }
    void tell(const Sentence& sentence, std::vector<Phrase> details = {}) {
        tell(account_.language->say(sentence, details));
    }
    void tell(std::string words) { moments_.push_back({Moment::Kind::other, 1, std::move(words)}); }

    const Side& side_;
    const Protocol protocol_;
    const Account& account_;
    Player player_;
    Moments moments_;
};

/// Whether the letter is there; empty when nobody may log in.
std::optional<bool> is_delivered(Wire& wire, const Account& account, const Side::Opening& opening) {
    std::optional<bool> there;
    Player player(wire, Expect::replies);
    try {
        if (!player.play(dialogue(opening.dialogue, Protocol::pop3, account)))
            there = letter_in(player, account).has_value();
    } catch (const Poco::Exception&) {
        // nobody is there: not logged in
    }
    player.leave();
    return there;
}

void await_letter(Wire& wire, const Account& account, const Side::Opening& opening) {
    for (const Clock::time_point end = Clock::now() + longest_delivery; Clock::now() < end;) {
        if (is_delivered(wire, account, opening).value_or(true)) return;
        Poco::Thread::sleep(between_looks_ms);
    }
}

/// Takes the letter out of the maildrop, which others may hold for a while. Whatever prevents it: it stays.
void remove_letter(Wire& wire, const Account& account, const Side::Opening& opening) {
    for (const Clock::time_point end = Clock::now() + longest_delivery; Clock::now() < end;) {
        Player player(wire, Expect::replies);
        try {
            const bool in = !player.play(dialogue(opening.dialogue, Protocol::pop3, account));
            const auto letter = in ? letter_in(player, account) : std::nullopt;
            if (letter) player.ask(1, "DELE " + std::to_string(*letter));
            if (letter) player.ask(1, "QUIT");
            player.leave();
            if (in) return;
        } catch (const Poco::Exception&) {
            player.leave();
        }
        Poco::Thread::sleep(between_looks_ms);
    }
}

}  // namespace

Moments play_side(const Side& side, Protocol protocol, Wire& wire, const Account& account) {
    return SidePlay(side, protocol, wire, account).moments();
}

Played play_scenarios(Wire& wire, const Account& account, bool smtp, bool pop3) {
    Played played;
    const Scenario* sent = nullptr;
    for (const Scenario& scenario : scenarios()) {
        const bool sends = smtp && uses(scenario.smtp, "%subject");
        if (sends && pop3 && !logged_in(played))
            played.smtp.push_back({{Moment::Kind::other, 1, account.language->say("compare.nobody_fetches"_sentence)}});
        else if (smtp)
            played.smtp.push_back(play_side(scenario.smtp, Protocol::smtp, wire, account));
        if (sends && pop3 && played.smtp.back().back().text.starts_with("250"))
            await_letter(wire, account, (sent = &scenario)->pop3.opening);
        if (pop3) played.pop3.push_back(play_side(scenario.pop3, Protocol::pop3, wire, account));
    }
    if (sent && logged_in(played)) remove_letter(wire, account, sent->pop3.opening);
    return played;
}

AncestorPlayed play_ancestor(Wire& wire, const Account& account, bool shows_mail) {
    AncestorPlayed played;
    for (const AncestorScenario& scenario : ancestor_scenarios())
        if (!scenario.shows_mail || shows_mail)
            played.scenes.push_back({scenario, play_side(scenario.pop3, Protocol::pop3, wire, account),
                                     play_side(scenario.pop2, Protocol::pop2, wire, account)});
    return played;
}

bool logged_in(const Played& played) {
    for (const Moments& moments : played.pop3)
        for (const Moment& moment : moments)
            if (moment.verb == "PASS" && moment.text.starts_with("+OK")) return true;
    return false;
}

}  // namespace postlab::labs
