#include "labs/compare/compare.h"

#include <Poco/Exception.h>
#include <Poco/NumberFormatter.h>
#include <Poco/Timestamp.h>

#include <array>
#include <stdexcept>

#include "labs/compare/side_by_side.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/language/sentences.h"
#include "labs/text/ink.h"
#include "labs/text/out_file.h"
#include "labs/text/paragraph.h"
#include "shared/program/password_prompt.h"
#include "shared/text/text.h"
#include "smtpd/path.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience_with_a_server(10, 0);
constexpr int rounds = 5;  // of which the median is shown

// --------------------------------------------------------------------------------- what the command line says

/// A form of the page; `width` is for the one that goes to a terminal.
struct Form {
    std::string_view name;
    std::string (*write)(const ComparePage& page, std::size_t width);
};
constexpr std::array<Form, 3> forms{{
    {"text", as_text},
    {"md", [](const ComparePage& page, std::size_t) { return as_markdown(page); }},
    {"html", [](const ComparePage& page, std::size_t) { return as_html(page); }},
}};

const Form& form_named(const std::string& name) {
    for (const Form& form : forms)
        if (form.name == name) return form;
    throw UsageError("there is no form " + name);
}

std::string checked(const std::string& address) {
    parse_address(address);
    return address;
}

/// The servers behind --with.
SocketWire::Addresses others(const CommandLine& line) {
    SocketWire::Addresses addresses;
    for (const std::string& value : line.values("with")) {
        const bool smtp = value.starts_with("smtp="), pop3 = value.starts_with("pop3=");
        if (!smtp && !pop3) throw UsageError("compare.with"_sentence, {value});
        const Protocol protocol = smtp ? Protocol::smtp : Protocol::pop3;
        if (!addresses.emplace(protocol, checked(value.substr(5))).second)
            throw UsageError("compare.with_two"_sentence, {value.substr(0, 4)});
    }
    return addresses;
}

bool fit_for_a_line(std::string_view text) { return !text.empty() && text.find_first_of("\r\n") == text.npos; }

Account account(const CommandLine& line) {
    Account account{line.value("user", "alice"), "secret", line.value("domain", "post.example"),
                    "postlab compare " + Poco::NumberFormatter::formatHex(
                                             static_cast<Poco::UInt64>(Poco::Timestamp().epochMicroseconds())),
                    &language_in(line)};
    if (!fit_for_a_line(account.user)) throw UsageError("compare.user"_sentence, {});
    if (!smtpd::names_a_host(account.domain)) throw UsageError("compare.domain"_sentence, {});
    if (line.has("user")) account.password = password_on_stdin("compare --user NAME");
    return account;
}

// ------------------------------------------------------------------------------------------------- the servers

/// Why nobody can be spoken to there; empty: it greets.
std::string silence_of(Protocol protocol, const std::string& address, Secrecy secrecy, const Language& language) {
    try {
        LineSocket socket(parse_address(address), patience_with_a_server, language);
        if (auto why_not = socket.hide(secrecy, protocol)) return *why_not;
        if (socket.hear().what != Heard::What::line) return language.say("compare.no_greeting"_sentence);
        socket.send("QUIT\r\n");
        socket.hear();
        return {};
    } catch (const Poco::Exception& error) {
        return language.say(network_failure(error));
    }
}

Played play_against(const SocketWire::Addresses& addresses, Secrecy secrecy, const Account& account) {
    SocketWire wire(addresses, patience_with_a_server, secrecy);
    return play_scenarios(wire, account, addresses.contains(Protocol::smtp), addresses.contains(Protocol::pop3));
}

std::string login_note(const Account& account) {
    return account.language->say("compare.no_login"_sentence, {account.user});
}

ComparePage beside_each_other(const SocketWire::Addresses& ours, Secrecy secrecy, const Account& account) {
    const Played played = play_against(ours, secrecy, account);
    const Language& language = *account.language;
    ComparePage page{language.say("compare.title"_sentence), {side_by_side(played, language)}, language.code()};
    if (!logged_in(played)) page.sheets[0].summary = login_note(account);
    if (!ours.contains(Protocol::pop2)) return page;
    SocketWire wire(ours, patience_with_a_server, Secrecy::none, language);  // POP2 knows no TLS
    page.sheets.push_back(side_by_side(play_ancestor(wire, account, false), language));
    return page;
}

/// The servers take turns, so that what slows this machine down for a while slows both.
ComparePage beside_others(const SocketWire::Addresses& ours, const SocketWire::Addresses& theirs, Secrecy secrecy,
                          const Account& account) {
    std::vector<Played> here, there;
    for (int i = 0; i < rounds; ++i) {
        here.push_back(play_against(ours, secrecy, account));
        there.push_back(play_against(theirs, secrecy, account));
    }
    const Language& language = *account.language;
    ComparePage page{language.say("compare.two_servers"_sentence), {}, language.code()};
    for (const auto& [protocol, address] : theirs) {
        ComparePage::Sheet sheet = differences(protocol, here, there, language);
        const std::string_view name = tables(protocol).name;
        sheet.left = language.say("compare.at"_sentence, {name, ours.at(protocol)});
        sheet.right = language.say("compare.at"_sentence, {name, address});
        page.sheets.push_back(std::move(sheet));
    }
    if (theirs.contains(Protocol::pop3) && !theirs.contains(Protocol::smtp))
        page.sheets.back().summary += " " + language.say("compare.no_letter_sent"_sentence);
    const bool both_in = logged_in(here[0]) && (!theirs.contains(Protocol::pop3) || logged_in(there[0]));
    if (!both_in) page.sheets.back().summary += " " + login_note(account);
    return page;
}

int compare(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Form& form = form_named(line.value("as", "text"));
    const Secrecy secrecy = secrecy_in(line);
    const Account account = labs::account(line);
    const SocketWire::Addresses theirs = others(line);
    SocketWire::Addresses ours{{Protocol::smtp, checked(line.value("smtp", "127.0.0.1:2525"))},
                               {Protocol::pop3, checked(line.value("pop3", "127.0.0.1:2110"))}};
    if (line.has("pop2") && secrecy != Secrecy::none)
        throw UsageError(account.language->say("compare.pop2_tls"_sentence));
    if (line.has("pop2")) ours.emplace(Protocol::pop2, checked(line.value("pop2", "")));
    for (const auto& addresses : {ours, theirs})
        for (const auto& [protocol, address] : addresses)
            if (const std::string why = silence_of(protocol, address, secrecy, *account.language); !why.empty())
                throw SayableError("compare.nobody"_sentence, {address, why});
    const ComparePage page =
        theirs.empty() ? beside_each_other(ours, secrecy, account) : beside_others(ours, theirs, secrecy, account);
    const std::string file = line.value("out", "");
    write_out(file, form.write(page, file.empty() ? columns_of(out) : page_width), out);
    return 0;
}

}  // namespace

ProgramCommand compare_command() {
    return {
        "compare",
        "",
        "SMTP and POP3 side by side in twelve scenarios, or two servers",
        with_secrecy(
            {{"smtp", "HOST:PORT", "the server's SMTP (127.0.0.1:2525)"},
             {"pop3", "HOST:PORT", "the server's POP3 (127.0.0.1:2110)"},
             {"pop2", "HOST:PORT", "the server's POP2, to see what became of it"},
             {"with", "PROTOCOL=HOST:PORT",
              "smtp=... or pop3=... of another server, or both: shows how its replies differ, and times them", true},
             {"user", "NAME",
              "whose maildrop is used, on all servers (alice, with the lab's password); the password comes "
              "on standard input"},
             {"domain", "NAME", "the domain of the maildrop's address (post.example)"},
             {"as", "text|md|html", "the form of the page (text)"},
             {"out", "FILE", "the file to write (standard output)"},
             language_option}),
        "postlab compare --with smtp=localhost:25",
        compare,
        "It plays them against the running server. It sends one letter and removes it again; with --with smtp= alone "
        "the letter stays on the other server."};
}

ComparePage scenarios_in_memory(const Language& language) {
    MemoryWire wire;
    const Account alice{"alice", "two words", "post.example", "postlab compare", &language};
    const Played played = play_scenarios(wire, alice, true, true);
    const AncestorPlayed ancestor = play_ancestor(wire, alice, true);
    return {language.say("compare.title"_sentence),
            {side_by_side(played, language), side_by_side(ancestor, language)},
            language.code()};
}

std::string compare_in_memory(const std::string& form, const Language& language) {
    return form_named(form).write(scenarios_in_memory(language), page_width);
}

}  // namespace postlab::labs
