#include "labs/client/demo.h"

#include <Poco/Exception.h>

#include <ostream>
#include <sstream>
#include <stdexcept>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/recognise.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Poco::Net::SocketAddress;

/// One conversation, printed while it goes on. Throws std::runtime_error when the server says no.
class Shown {
public:
    Shown(Protocol protocol, const SocketAddress& address, std::ostream& out)
        : tables_(tables(protocol)), socket_(address, Poco::Timespan(5, 0)), out_(out) {}

    /// A reply of one line, or of several with hyphens behind their codes; gives its first line.
    std::string hear() {
        std::string line = hear_line(), first = line;
        while (tables_.protocol == Protocol::smtp && line.size() > 3 && line[3] == '-') line = hear_line();
        explain(first);
        return first;
    }

    /// A reply with content behind it, up to a lone dot.
    void hear_to_dot() {
        std::string first = hear_line();
        if (first.starts_with('+'))
            while (hear_line() != ".") continue;
        explain(first);
    }

    void say(const std::string& line) {
        out_ << "C: " << line << "\n";
        socket_.send(line + "\r\n");
        verb_ = line.substr(0, line.find(' '));
    }

    void ask(const std::string& line) {
        say(line);
        hear();
    }

    void ask_to_dot(const std::string& line) {
        say(line);
        hear_to_dot();
    }

    /// The letter within DATA; it still is DATA that is answered.
    void letter(const std::vector<std::string>& lines) {
        for (const std::string& line : lines) {
            out_ << "C: " << line << "\n";
            socket_.send(line + "\r\n");
        }
        hear();
    }

private:
    std::string hear_line() {
        Heard heard = socket_.hear();
        if (heard.what == Heard::What::silence) throw std::runtime_error("the server has been silent for too long");
        if (heard.what == Heard::What::closed) throw std::runtime_error("the server has closed the connection");
        while (heard.text.ends_with('\n') || heard.text.ends_with('\r')) heard.text.pop_back();
        out_ << "S: " << heard.text << "\n";
        return heard.text;
    }

    void explain(const std::string& line) {
        const Reply* reply = recognise(tables_, line, verb_);
        if (reply)
            out_ << paragraph(
                std::string(reply->id) + " · " + std::string(reply->section) + " · " + std::string(reply->why), "   # ",
                "   # ");
        bool good = line.starts_with('2') || line.starts_with('3') || line.starts_with('+');
        if (!good) throw std::runtime_error("the server said no to " + verb_);
    }

    const Tables& tables_;
    LineSocket socket_;
    std::ostream& out_;
    std::string verb_;
};

void heading(const std::string& text, std::ostream& out) { out << "\n== " << text << "\n\n"; }

void send_letter(const SocketAddress& address, const std::string& user, std::ostream& out) {
    heading("A letter goes in: SMTP, " + address.toString(), out);
    Shown smtp(Protocol::smtp, address, out);
    std::istringstream greeting(smtp.hear());
    std::string code, domain;
    greeting >> code >> domain;
    std::string mailbox = user + "@" + domain;
    smtp.ask("EHLO client.example");
    heading("The envelope: from whom, to whom", out);
    smtp.ask("MAIL FROM:<friend@" + domain + ">");
    smtp.ask("RCPT TO:<" + mailbox + ">");
    heading("The letter: headers, an empty line, text, and a dot alone", out);
    smtp.ask("DATA");
    smtp.letter({"From: A friend <friend@" + domain + ">", "To: " + mailbox, "Subject: The loop", "",
                 "This line has gone all the way round.", "..and this one began with a single dot.", "."});
    smtp.ask("QUIT");
}

void fetch_letter(const SocketAddress& address, const std::string& user, const std::string& password,
                  std::ostream& out) {
    heading("The letter comes out: POP3, " + address.toString(), out);
    Shown pop3(Protocol::pop3, address, out);
    pop3.hear();
    heading("Whose maildrop? The state is AUTHORIZATION", out);
    pop3.ask("USER " + user);
    pop3.ask("PASS " + password);
    heading("Look, fetch, mark: the state is TRANSACTION", out);
    pop3.ask("STAT");
    pop3.ask_to_dot("LIST");
    pop3.ask_to_dot("UIDL");
    pop3.ask_to_dot("RETR 1");
    pop3.ask("DELE 1");
    heading("QUIT, and the mark is carried out: the state is UPDATE", out);
    pop3.ask("QUIT");
}

}  // namespace

int demo(const SocketAddress& smtp, const SocketAddress& pop3, const std::string& user, const std::string& password,
         std::ostream& out) {
    try {
        send_letter(smtp, user, out);
        fetch_letter(pop3, user, password, out);
    } catch (const Poco::Exception& error) {
        out << "\npostlab demo: " << words_of(error) << "\n";
        return 1;
    } catch (const std::runtime_error& error) {
        out << "\npostlab demo: " << error.what() << "\n";
        return 1;
    }
    out << "\nThat was the whole loop. Now by hand: `postlab serve`, and telnet to both ports.\n";
    return 0;
}

}  // namespace postlab::labs
