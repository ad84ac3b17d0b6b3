#include "labs/client/demo.h"

#include <Poco/Exception.h>

#include <ostream>
#include <sstream>
#include <stdexcept>

#include "labs/catalogue/in_language.h"
#include "labs/catalogue/tables.h"
#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/recognise.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/language/sentences.h"
#include "labs/record/turns.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Poco::Net::SocketAddress;

/// One conversation, printed while it goes on. Throws std::runtime_error when the server says no.
class Shown {
public:
    Shown(Protocol protocol, const SocketAddress& address, const Language& language, std::ostream& out)
        : tables_(tables(protocol)), language_(language), socket_(address, Poco::Timespan(5, 0)), out_(out) {}

    /// A whole reply, with its content; gives its first line.
    std::string hear() {
        const bool with_argument = said_.find(' ') != said_.npos;
        const WholeReply reply =
            hear_whole([this] { return hear_line(); }, tables_.protocol, verb(), with_argument, 0, language_);
        if (!reply.broke_off.empty()) throw std::runtime_error(reply.broke_off);
        const std::string first = reply.text.substr(0, reply.text.find_first_of("\r\n"));
        explain(first);
        return first;
    }

    void ask(const std::string& line) {
        said_ = line;
        say(line);
        hear();
    }

    /// The letter within DATA; it still is DATA that is answered.
    void letter(const std::vector<std::string>& lines) {
        for (const std::string& line : lines) say(line);
        hear();
    }

private:
    std::string verb() const { return said_.substr(0, said_.find(' ')); }

    void say(const std::string& line) {
        out_ << inked(out_, Ink::client, "C: " + line) << "\n";
        socket_.send(line + "\r\n");
    }

    Heard hear_line() {
        Heard heard = socket_.hear();
        if (heard.what == Heard::What::line)
            out_ << inked(out_, says_no(heard.text) ? Ink::refusal : Ink::server,
                          "S: " + heard.text.substr(0, heard.text.find_last_not_of("\r\n") + 1))
                 << "\n";
        return heard;
    }

    void explain(const std::string& line) {
        const Reply* reply = recognise(tables_, line, verb());
        if (reply)
            out_ << inked(out_, Ink::aside,
                          paragraph(std::string(reply->id)
                                        .append(" · ")
                                        .append(reply->section)
                                        .append(" · ")
                                        .append(why(tables_, *reply, language_)),
                                    "   # ", "   # ", columns_of(out_)));
        bool good = line.starts_with('2') || line.starts_with('3') || line.starts_with('+');
        if (!good) throw std::runtime_error(language_.say("client.demo_no"_sentence, {verb()}));
    }

    const Tables& tables_;
    const Language& language_;
    LineSocket socket_;
    std::ostream& out_;
    std::string said_;  ///< the command that is answered
};

void heading(const std::string& text, std::ostream& out) {
    out << "\n" << inked(out, Ink::heading, "== " + text) << "\n\n";
}

void send_letter(const SocketAddress& address, const std::string& user, const Language& language, std::ostream& out) {
    heading(language.say("client.demo_in"_sentence, {address.toString()}), out);
    Shown smtp(Protocol::smtp, address, language, out);
    std::istringstream greeting(smtp.hear());
    std::string code, domain;
    greeting >> code >> domain;
    std::string mailbox = user + "@" + domain;
    smtp.ask("EHLO client.example");
    heading(language.say("client.demo_envelope"_sentence), out);
    smtp.ask("MAIL FROM:<friend@" + domain + ">");
    smtp.ask("RCPT TO:<" + mailbox + ">");
    heading(language.say("client.demo_letter"_sentence), out);
    smtp.ask("DATA");
    smtp.letter({"From: A friend <friend@" + domain + ">", "To: " + mailbox, "Subject: The loop", "",
                 "This line has gone all the way round.", "..and this one began with a single dot.", "."});
    smtp.ask("QUIT");
}

void fetch_letter(const SocketAddress& address, const std::string& user, const std::string& password,
                  const Language& language, std::ostream& out) {
    heading(language.say("client.demo_out"_sentence, {address.toString()}), out);
    Shown pop3(Protocol::pop3, address, language, out);
    pop3.hear();
    heading(language.say("client.demo_whose"_sentence), out);
    pop3.ask("USER " + user);
    pop3.ask("PASS " + password);
    heading(language.say("client.demo_look"_sentence), out);
    pop3.ask("STAT");
    pop3.ask("LIST");
    pop3.ask("UIDL");
    pop3.ask("RETR 1");
    pop3.ask("DELE 1");
    heading(language.say("client.demo_quit"_sentence), out);
    pop3.ask("QUIT");
}

}  // namespace

int demo(const SocketAddress& smtp, const SocketAddress& pop3, const std::string& user, const std::string& password,
         std::ostream& out, const Language& language) {
    try {
        send_letter(smtp, user, language, out);
        fetch_letter(pop3, user, password, language, out);
    } catch (const Poco::Exception& error) {
        out << "\npostlab demo: " << language.say(network_failure(error)) << "\n";
        return 1;
    } catch (const std::runtime_error& error) {
        out << "\npostlab demo: " << error.what() << "\n";
        return 1;
    }
    out << "\n" << language.say("client.demo_done"_sentence) << "\n";
    return 0;
}

}  // namespace postlab::labs
