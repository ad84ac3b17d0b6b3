// The composition root: reads the command line and wires the parts together. The only file that knows everything.
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labs/client/demo.h"
#include "labs/client/health.h"
#include "labs/client/play.h"
#include "labs/client/talk.h"
#include "labs/compare/compare.h"
#include "labs/course/class_command.h"
#include "labs/course/grade_command.h"
#include "labs/course/lab_command.h"
#include "labs/course/live/classroom.h"
#include "labs/course/roster_command.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/explain/explain.h"
#include "labs/faults/fault_command.h"
#include "labs/faults/fault_schedule.h"
#include "labs/record/replay.h"
#include "labs/record/transcript_view.h"
#include "pop3d/apop.h"
#include "pop3d/session.h"
#include "shared/command_line.h"
#include "shared/net/server.h"
#include "shared/password_prompt.h"
#include "shared/settings.h"
#include "smtpd/path.h"
#include "smtpd/session.h"
#include "store/accounts.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"
#include "store/user_command.h"

namespace {

using namespace postlab;
using Arguments = std::vector<std::string>;

// ---------------------------------------------------------------------------------------------- serving

const Option set_option{"set", "KEY=VALUE", "changes a setting (below); may be given several times", true};

std::vector<Option> serve_options(bool smtp, bool pop3) {
    std::vector<Option> options{data_option, {"domain", "NAME", "the domain whose mail is taken (post.example)"}};
    if (smtp) options.push_back({"smtp", "HOST:PORT", "where SMTP listens (127.0.0.1:2525); may be repeated", true});
    if (pop3) options.push_back({"pop3", "HOST:PORT", "where POP3 listens (127.0.0.1:2110); may be repeated", true});
    options.push_back(set_option);
    return options;
}

Settings settings_from(const CommandLine& line) {
    Settings settings;
    settings.domain = line.value("domain", settings.domain);
    if (!smtpd::names_a_host(settings.domain)) throw UsageError("--domain takes a host name such as post.example");
    for (const std::string& assignment : line.values("set")) {
        std::size_t equals = assignment.find('=');
        if (equals == assignment.npos) throw UsageError("--set takes KEY=VALUE, not " + assignment);
        if (auto wrong = settings.set(assignment.substr(0, equals), assignment.substr(equals + 1)))
            throw UsageError("--set: " + *wrong);
    }
    return settings;
}

/// SIGTERM and SIGINT, held back in every thread from here on, so that one thread can wait for them.
class TerminationSignals {
public:
    TerminationSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int signal;
        sigwait(&signals_, &signal);
    }

private:
    sigset_t signals_;
};

/// A running server: store, record and network, taken down in the reverse order.
class Service {
public:
    Service(const std::string& directory, Settings settings)
        : settings_(std::move(settings)),
          server_(settings_),
          store_(directory, settings_),
          faults_(settings_.domain, directory) {
        if (settings_.transcript.enabled) recorder_.emplace(directory, settings_);
        if (recorder_) classroom_.emplace(directory, settings_, *recorder_);
        for (unsigned i = 0; i < server_.reactors(); ++i) stores_.push_back(store_.for_thread(server_.poster(i)));
    }
    ~Service() {
        store_.refuse_logins();  // they may be many, and each takes its time
        server_.stop();
    }

    Poco::Net::SocketAddress listen_smtp(const std::string& address) {
        return listen(address, "smtp", [this](store::MailStore& store, const net::Server::Ends& ends) {
            return std::make_unique<smtpd::Session>(settings_, store, record("smtp", ends.peer),
                                                    smtpd::Peer{ends.peer, ends.own});
        });
    }
    Poco::Net::SocketAddress listen_pop3(const std::string& address) {
        return listen(address, "pop3", [this](store::MailStore& store, const net::Server::Ends& ends) {
            return std::make_unique<pop3d::Session>(settings_, store, record("pop3", ends.peer),
                                                    pop3d::make_timestamp(now(), settings_.domain));
        });
    }
    void start() { server_.start(); }

private:
    using Make = std::function<std::unique_ptr<Session>(store::MailStore&, const net::Server::Ends&)>;

    static Time now() { return std::chrono::system_clock::now(); }

    Poco::Net::SocketAddress listen(const std::string& address, std::string_view protocol, const Make& make) {
        std::vector<net::Server::MakeSession> for_each_reactor;
        for (unsigned i = 0; i < stores_.size(); ++i)
            for_each_reactor.push_back([this, i, protocol, make](const net::Server::Ends& ends) {
                std::unique_ptr<Session> session = make(*stores_[i], ends);
                session->suffer(faults_.begin(protocol == "smtp" ? labs::Protocol::smtp : labs::Protocol::pop3));
                if (classroom_)
                    session->give_feedback(classroom_->feedback(protocol, ends.peer, now(), server_.poster(i)));
                return session;
            });
        const Poco::Net::SocketAddress parsed = parse(address);
        try {
            return server_.listen(parsed, for_each_reactor);
        } catch (const Poco::Exception& error) {
            const char* hint =
                error.code() == EADDRINUSE ? "; is another server running there? (port 0 takes a free one)" : "";
            throw std::runtime_error("can't listen on " + address + ": " + error.displayText() + hint);
        }
    }
    static Poco::Net::SocketAddress parse(const std::string& address) {
        try {
            return Poco::Net::SocketAddress(address);
        } catch (const Poco::Exception& error) {
            throw UsageError("an address is HOST:PORT, such as 127.0.0.1:2525 or [::1]:2525, not " + address + " (" +
                             error.displayText() + ")");
        }
    }
    std::unique_ptr<Transcript> record(std::string_view protocol, const std::string& peer) {
        return recorder_ ? recorder_->begin(protocol, peer, now()) : nullptr;
    }

    const Settings settings_;
    net::Server server_;
    store::SqliteStore store_;
    labs::FaultSchedule faults_;
    std::optional<store::TranscriptRecorder> recorder_;
    std::optional<course::Classroom> classroom_;
    std::vector<std::unique_ptr<store::MailStore>> stores_;
};

int serve(const Arguments& arguments, bool smtp, bool pop3) {
    CommandLine line(serve_options(smtp, pop3), arguments);
    if (!line.words().empty()) throw UsageError("a server takes options only, not \"" + line.words()[0] + "\"");
    TerminationSignals signals;
    Service service(data_directory(line), settings_from(line));
    auto listen = [&](const std::string& name, const std::string& otherwise, auto bind) {
        auto addresses = line.values(name);
        if (addresses.empty()) addresses.push_back(otherwise);
        for (const std::string& address : addresses)
            std::cout << "listening " << name << " " << bind(address).toString() << "\n";
    };
    if (smtp) listen("smtp", "127.0.0.1:2525", [&](const auto& address) { return service.listen_smtp(address); });
    if (pop3) listen("pop3", "127.0.0.1:2110", [&](const auto& address) { return service.listen_pop3(address); });
    service.start();
    std::cout << "ready" << std::endl;
    signals.wait();
    return 0;
}

// -------------------------------------------------------------------------------------- the other commands

/// A throw-away server in a temporary directory, the whole loop once, and nothing left behind.
int demo(const Arguments& arguments) {
    if (!arguments.empty()) throw UsageError("postlab demo takes nothing behind it");
    Poco::TemporaryFile directory;
    directory.createDirectories();
    Service service(directory.path(), Settings());
    store::Accounts(directory.path()).add("alice", "two words", store::Accounts::Apop::none);
    auto smtp = service.listen_smtp("127.0.0.1:0"), pop3 = service.listen_pop3("127.0.0.1:0");
    service.start();
    return labs::demo(smtp, pop3, "alice", "two words", std::cout);
}

int explain(const Arguments& arguments) { return labs::explain(arguments, std::cout); }

int compare(const Arguments& arguments) {
    CommandLine line(labs::compare_options(), arguments);
    labs::compare(line, line.has("user") ? password_on_stdin("compare --user NAME") : labs::lab_password, std::cout);
    return 0;
}

int health(const Arguments& arguments) { return labs::health(CommandLine({}, arguments).words(), std::cout); }

int roster(const Arguments& arguments) { return course::roster_command(arguments, std::cout, std::cerr); }

int grade(const Arguments& arguments) { return course::grade_command(arguments, std::cout, std::cerr); }

/// What works on lab files alone, and what a class does.
int lab(const Arguments& arguments) {
    if (auto status = course::lab_command(arguments, std::cout)) return *status;
    if (auto status = course::class_command(arguments, std::cout)) return *status;
    throw UsageError(std::string("postlab ") + course::lab_synopsis + "; or " + course::class_synopsis);
}

int transcript(const Arguments& arguments) { return labs::transcript_command(arguments, std::cout); }

int play(const Arguments& arguments) {
    CommandLine line({}, arguments);
    if (line.words().size() < 2) throw UsageError("postlab play FILE HOST:PORT, or FILE SMTP-HOST:PORT POP3-HOST:PORT");
    return labs::play(line.words()[0], {line.words().begin() + 1, line.words().end()}, std::cout);
}

const std::vector<Option> talk_options{{"raw", "", "shows every line end and hidden character"}};
const std::vector<Option> replay_options{
    data_option, {"password", "", "is said where the record has stars; it comes on standard input"}};

int talk(const Arguments& arguments) {
    CommandLine line(talk_options, arguments);
    if (line.words().size() != 1) throw UsageError("postlab talk HOST:PORT [--raw]");
    Poco::Net::SocketAddress address;
    try {
        address = labs::parse_address(line.words()[0]);
    } catch (const Poco::Exception& error) {
        throw UsageError("talk: " + error.displayText());
    }
    return labs::talk(address, line.has("raw"), STDIN_FILENO, std::cout, std::cerr);
}

int replay(const Arguments& arguments) {
    CommandLine line(replay_options, arguments);
    if (line.words().size() != 2) throw UsageError("postlab replay ID HOST:PORT [--password] [--data DIR]");
    store::TranscriptReader reader(data_directory(line));
    std::optional<std::string> password;
    if (line.has("password")) password = password_on_stdin("replay ID HOST:PORT --password");
    return labs::replay(reader, line.words()[0], line.words()[1], password, std::cout);
}

// ------------------------------------------------------------------------------------------ the command line

struct Command {
    std::string name, synopsis, purpose;
    std::function<int(const Arguments&)> run;
    std::vector<Option> options;
};

Command family(const std::vector<ProgramCommand>& members, const std::string& actions, const std::string& purpose) {
    const std::string name = split(members.front().name).front();
    auto run = [members, name](Arguments arguments) {
        arguments.insert(arguments.begin(), name);
        return run_program(members, arguments, std::cout, std::cerr);
    };
    return {name, name + " " + actions, purpose, run, members.front().options};
}

const std::vector<Command>& commands() {
    static const std::vector<Command> all{
        {"serve", "serve [--data DIR] [--domain NAME] [--smtp HOST:PORT] [--pop3 HOST:PORT] [--set KEY=VALUE ...]",
         "SMTP and POP3 in one process", [](const Arguments& a) { return serve(a, true, true); },
         serve_options(true, true)},
        {"smtpd", "smtpd [options of serve]", "SMTP alone", [](const Arguments& a) { return serve(a, true, false); },
         serve_options(true, false)},
        {"pop3d", "pop3d [options of serve]", "POP3 alone, on the same directory",
         [](const Arguments& a) { return serve(a, false, true); }, serve_options(false, true)},
        family(store::user_commands(), "add|list|remove|import", "accounts; the password comes on standard input"),
        {"roster", course::roster_synopsis, "who takes part in the course", roster, course::roster_options()},
        {"lab", std::string(course::lab_synopsis) + "\n  postlab " + course::class_synopsis, "the labs of the course",
         lab, course::class_options()},
        {"grade", course::grade_synopsis, "the grades of the course, from the record", grade, course::grade_options()},
        {"demo", "demo", "the whole loop once, shown as an annotated dialogue", demo, {}},
        {"explain",
         "explain [WORD...] | --table smtp|pop3 | --compare | --diagram smtp|pop3 | --session ID  [--data DIR]",
         "a verb, a reply, a table, a recorded conversation", explain, labs::explain_options()},
        {"compare", "compare [--with PROTOCOL=HOST:PORT ...] [--user NAME] [--as FORM] [--out FILE]",
         "SMTP and POP3 side by side, or two servers", compare, labs::compare_options()},
        {"health", "health [HOST:PORT ...]", "speaks to the running server; exit status 0 when it answers", health, {}},
        {"transcript",
         "transcript list | show ID | message ID | verify [ID] | export ID|all [--as FORM] [--out FILE]  [--data DIR]",
         "the record of all conversations", transcript, labs::transcript_options()},
        {"play", "play FILE HOST:PORT [POP3-HOST:PORT]", "plays a dialogue against a running server", play, {}},
        {"replay", "replay ID HOST:PORT [--password] [--data DIR]",
         "says a recorded conversation's client lines again and compares the replies", replay, replay_options},
        family(labs::fault_commands(), "add|list|remove|clear",
               "failures on demand: what goes wrong in which sessions"),
        {"talk", "talk HOST:PORT [--raw]", "a line client: always CRLF, hidden characters shown", talk, talk_options},
    };
    return all;
}

int help() {
    std::cout << "postlab: a mail server to learn SMTP and POP3 with\n\n";
    for (const Command& command : commands())
        std::cout << "  postlab " << command.synopsis << "\n      " << command.purpose << "\n";
    std::cout << "\npostlab COMMAND --help tells more; postlab --version\n";
    return 0;
}

int help(const Command& command) {
    std::cout << "postlab " << command.synopsis << "\n" << command.purpose << "\n";
    if (!command.options.empty()) std::cout << "\n" << listed(command.options);
    bool has_settings =
        std::any_of(command.options.begin(), command.options.end(), [](const Option& o) { return o.name == "set"; });
    if (has_settings) {
        std::cout << "\nSettings and their defaults:\n";
        for (const Settings::Key& key : Settings().keys())
            std::cout << "  " << key.name << "=" << key.value << "\n      " << key.purpose << "\n";
    }
    return 0;
}

int run_command(const Arguments& arguments) {
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") return help();
    auto asked_for = [&](const char* option) {
        return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
    };
    if (asked_for("--version")) {
        std::cout << "postlab " POSTLAB_VERSION "\n";
        return 0;
    }
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        names.push_back(command.name);
        if (command.name != arguments[0]) continue;
        if (asked_for("--help")) return help(command);
        return command.run({arguments.begin() + 1, arguments.end()});
    }
    std::string meant = nearest(arguments[0], names);
    throw UsageError("there is no command " + arguments[0] +
                     (meant.empty() ? "; postlab --help lists them" : "; did you mean postlab " + meant + "?"));
}

}  // namespace

int main(int argc, char** argv) {
    // Blocks of messages come and go all the time: keep their memory, rather than give it back after each.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    try {
        return run_command({argv + 1, argv + argc});
    } catch (const UsageError& error) {
        std::cerr << "postlab: " << error.what() << "\n";
        return 2;
    } catch (const Poco::Exception& error) {
        std::cerr << "postlab: " << error.displayText() << "\n";
    } catch (const std::exception& error) {
        std::cerr << "postlab: " << error.what() << "\n";
    }
    return 1;
}
