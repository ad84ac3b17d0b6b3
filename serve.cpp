#include "serve.h"

#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "labs/client/demo.h"
#include "labs/course/class/course.h"
#include "labs/course/live/classroom.h"
#include "labs/faults/fault_schedule.h"
#include "labs/museum/pop2_session.h"
#include "pop3d/apop.h"
#include "pop3d/session.h"
#include "shared/net/server.h"
#include "shared/program/settings.h"
#include "shared/system/memory_budget.h"
#include "shared/text/text.h"
#include "shared/tls/identity.h"
#include "smtpd/path.h"
#include "smtpd/session.h"
#include "store/accounts.h"
#include "store/maildrop_lock.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab {

namespace {

Settings settings_from(const CommandLine& line) {
    Settings settings;
    std::vector<std::string> domains = line.values("domain");
    for (const std::string& domain : domains)
        if (!smtpd::names_a_host(domain)) throw UsageError("--domain takes a host name such as post.example");
    if (!domains.empty()) {
        settings.domain = domains.front();
        settings.more_domains.assign(domains.begin() + 1, domains.end());
    }
    for (const std::string& assignment : line.values("set")) {
        std::size_t equals = assignment.find('=');
        if (equals == assignment.npos) throw UsageError("--set takes KEY=VALUE, not " + assignment);
        if (auto wrong = settings.set(assignment.substr(0, equals), assignment.substr(equals + 1)))
            throw UsageError("--set: " + *wrong);
    }
    return settings;
}

bool has_terminal() {
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0) ::close(terminal);
    return terminal >= 0;
}

/// SIGTERM, SIGINT and, unless nohup has it ignored, SIGHUP, held back in every thread from here on, so that one thread
/// can wait for them.
class Signals {
public:
    Signals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        struct sigaction hang_up {};
        sigaction(SIGHUP, nullptr, &hang_up);
        if (hang_up.sa_handler != SIG_IGN) sigaddset(&signals_, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    enum class Told { nothing, read_anew, end };
    /// What has been asked for in these seconds. SIGHUP comes from whoever has put a new certificate there, or from a
    /// terminal that was closed, which ends what was started in it.
    Told come_within(time_t seconds) const {
        const timespec patience{seconds, 0};
        const int signal = sigtimedwait(&signals_, nullptr, &patience);
        if (signal <= 0) return Told::nothing;
        return signal != SIGHUP || (had_terminal_ && !has_terminal()) ? Told::end : Told::read_anew;
    }

private:
    sigset_t signals_;
    const bool had_terminal_ = has_terminal();
};

/// A running server: store, record and network, taken down in the reverse order.
class Service {
public:
    /// Without a certificate it makes one of its own.
    Service(const std::string& directory, Settings settings, std::optional<tls::CertificateFiles> certificate = {})
        : settings_(std::move(settings)),
          server_(settings_),
          store_(directory, settings_),
          locks_(directory),
          faults_(settings_.domain, directory),
          identity_(certificate ? *certificate : tls::own_certificate(directory, settings_.domain),
                    settings_.tls.teach) {
        if (settings_.tls.teach)
            std::cerr << "postlab: warning: with tls.teach the record keeps what opens every TLS session, passwords in "
                         "it too: let nobody use one that is worth anything"
                      << std::endl;
        if (settings_.transcript.enabled) expect_evidence_to_stay(directory);
        if (settings_.transcript.enabled) recorder_.emplace(directory, settings_);
        if (recorder_) classroom_.emplace(directory, settings_, *recorder_);
        for (unsigned i = 0; i < server_.reactors(); ++i) stores_.push_back(store_.for_thread(server_.poster(i)));
    }
    ~Service() {
        store_.refuse_logins();  // they may be many, and each takes its time
        server_.stop();
    }

    /// `tls`: from the first octet on; else where it is asked for.
    Poco::Net::SocketAddress listen_smtp(const std::string& address, bool tls = false) {
        return listen(address, "smtp", tls, [this](store::MailStore& store, const net::Server::Ends& ends) {
            return std::make_unique<smtpd::Session>(settings_, store, record("smtp", ends.peer),
                                                    smtpd::Peer{ends.peer, ends.own}, &memory_);
        });
    }
    Poco::Net::SocketAddress listen_pop3(const std::string& address, bool tls = false) {
        return listen(address, "pop3", tls, [this](store::MailStore& store, const net::Server::Ends& ends) {
            return std::make_unique<pop3d::Session>(settings_, store, record("pop3", ends.peer),
                                                    pop3d::make_timestamp(now(), settings_.domain), ends.peer);
        });
    }
    Poco::Net::SocketAddress listen_pop2(const std::string& address) {
        return listen(address, "pop2", false, [this](store::MailStore& store, const net::Server::Ends& ends) {
            return std::make_unique<museum::Pop2Session>(settings_, store, record("pop2", ends.peer), ends.peer);
        });
    }
    void start(bool smtp, bool pop3) {
        if (smtp) take_part(smtp_, store::MaildropLocks::smtp_server, "takes mail into");
        if (pop3) take_part(pop3_, store::MaildropLocks::pop3_server, "gives mail out of");
        server_.start();
    }
    void give_memory_back() { memory_.give_back(); }
    std::string fingerprint() const { return identity_.fingerprint(); }
    /// The files may have been replaced. Where they are no use, what was read before holds on.
    void read_certificate_anew() {
        try {
            identity_.read_anew();
            std::cerr << "postlab: the certificate has been read anew: SHA-256 " << fingerprint() << std::endl;
        } catch (const std::exception& error) {
            std::cerr << "postlab: the certificate stays as it was: " << error.what() << std::endl;
        }
    }

private:
    using Make = std::function<std::unique_ptr<Session>(store::MailStore&, const net::Server::Ends&)>;

    static Time now() { return std::chrono::system_clock::now(); }

    /// The recorder moves a record of an older version aside; under a course that would take the marks' ground away.
    static void expect_evidence_to_stay(const std::string& directory) {
        if (!course::Course::exists(directory) || !store::has_older_transcripts(directory)) return;
        const std::string record = directory + "/transcripts.db";
        throw std::runtime_error("an older postlab has written " + record +
                                 ", the evidence of a course: let that one serve it to its end, or begin anew: mv " +
                                 record + " " + record + ".old");
    }

    /// No mail suffers when two servers do the same on one folder, but each of them marks the class and fills the
    /// record.
    void take_part(std::optional<store::MaildropLock>& held, std::int64_t part, const char* does) {
        if (auto lock = locks_.take(part))
            held.emplace(std::move(*lock));
        else
            std::cerr << "postlab: warning: another postlab " << does
                      << " this folder, too; --data DIR gives each a folder of its own" << std::endl;
    }

    Poco::Net::SocketAddress listen(const std::string& address, std::string_view protocol, bool tls, const Make& make) {
        std::vector<net::Server::MakeSession> for_each_reactor;
        for (unsigned i = 0; i < stores_.size(); ++i)
            for_each_reactor.push_back([this, i, protocol, make](const net::Server::Ends& ends) {
                std::unique_ptr<Session> session = make(*stores_[i], ends);
                const labs::Protocol spoken = labs::protocol_named(protocol);
                if (spoken != labs::Protocol::pop2) session->arrange(faults_.begin(spoken));
                if (classroom_) session->arrange(classroom_->feedback(protocol, ends.peer, now(), server_.poster(i)));
                return session;
            });
        const Poco::Net::SocketAddress parsed = parse(address);
        try {
            const bool speaks_tls = tls || settings_.tls.offer;
            return server_.listen(
                parsed, for_each_reactor,
                {.identity = speaks_tls ? &identity_ : nullptr, .at_once = tls, .teach = settings_.tls.teach});
        } catch (const Poco::Exception& error) {
            throw std::runtime_error("can't listen on " + address + ": " + words_of(error) + hint(error.code()));
        }
    }
    static const char* hint(int error) {
        if (error == EADDRINUSE) return "; is another server running there? (port 0 takes a free one)";
        if (error == EACCES)
            return "; ports below 1024 are root's: take a higher one, or allow it to this program: "
                   "setcap cap_net_bind_service=+ep FILE";
        return "";
    }
    static Poco::Net::SocketAddress parse(const std::string& address) {
        try {
            return Poco::Net::SocketAddress(address);
        } catch (const Poco::Exception& error) {
            throw UsageError("an address is HOST:PORT, such as 127.0.0.1:2525 or [::1]:2525, not " + address + " (" +
                             words_of(error) + ")");
        }
    }
    std::unique_ptr<Transcript> record(std::string_view protocol, const std::string& peer) {
        return recorder_ ? recorder_->begin(protocol, peer, now()) : nullptr;
    }

    const Settings settings_;
    MemoryBudget memory_{settings_.server.memory_mb << 20};
    net::Server server_;
    store::SqliteStore store_;
    store::MaildropLocks locks_;
    std::optional<store::MaildropLock> smtp_, pop3_;  ///< what it does here
    labs::FaultSchedule faults_;
    tls::Identity identity_;
    std::optional<store::TranscriptRecorder> recorder_;
    std::optional<course::Classroom> classroom_;
    std::vector<std::unique_ptr<store::MailStore>> stores_;
};

std::optional<tls::CertificateFiles> certificate_in(const CommandLine& line) {
    if (line.has("tls-cert") != line.has("tls-key")) throw UsageError("--tls-cert and --tls-key come together");
    if (!line.has("tls-cert")) return std::nullopt;
    return tls::CertificateFiles{line.value("tls-cert", ""), line.value("tls-key", "")};
}

int serve(const CommandLine& line, bool smtp, bool pop3, std::ostream& out) {
    Signals signals;
    Service service(data_directory(line), settings_from(line), certificate_in(line));
    auto listen = [&](const std::string& name, const std::string& otherwise, auto bind) {
        auto addresses = line.values(name);
        if (addresses.empty() && !otherwise.empty()) addresses.push_back(otherwise);
        // IPv6 comes last: a port that IPv4 has already leaves it the rest.
        std::stable_partition(addresses.begin(), addresses.end(),
                              [](const auto& one) { return !one.starts_with('['); });
        for (const std::string& address : addresses) {
            const std::string bound = bind(address).toString();
            out << "listening " << name << " " << bound << "\n";
        }
    };
    if (smtp) listen("smtp", "127.0.0.1:2525", [&](const auto& address) { return service.listen_smtp(address); });
    if (pop3) listen("pop3", "127.0.0.1:2110", [&](const auto& address) { return service.listen_pop3(address); });
    if (pop3) listen("pop2", "", [&](const auto& address) { return service.listen_pop2(address); });
    if (smtp) listen("smtps", "", [&](const auto& address) { return service.listen_smtp(address, true); });
    if (pop3) listen("pop3s", "", [&](const auto& address) { return service.listen_pop3(address, true); });
    service.start(smtp, pop3);
    out << "ready" << std::endl;
    out << "certificate SHA-256 " << service.fingerprint() << std::endl;
    for (;;) {
        const Signals::Told told = signals.come_within(5);
        if (told == Signals::Told::end) return 0;
        if (told == Signals::Told::read_anew) service.read_certificate_anew();
        service.give_memory_back();
    }
}

int demo(const CommandLine&, std::ostream& out, std::ostream&) {
    Poco::TemporaryFile directory;
    directory.createDirectories();
    Service service(directory.path(), Settings());
    store::Accounts(directory.path()).add("alice", "two words", store::Accounts::Apop::none);
    auto smtp = service.listen_smtp("127.0.0.1:0"), pop3 = service.listen_pop3("127.0.0.1:0");
    service.start(true, true);
    return labs::demo(smtp, pop3, "alice", "two words", out);
}

}  // namespace

std::vector<ProgramCommand> serve_commands() {
    const Option domain{
        "domain", "NAME",
        "the domain whose mail is taken, and the server's name; further ones are taken, too (post.example)", true};
    const Option smtp{"smtp", "HOST:PORT", "where SMTP listens (127.0.0.1:2525)", true};
    const Option pop3{"pop3", "HOST:PORT", "where POP3 listens (127.0.0.1:2110)", true};
    const Option pop2{"pop2", "HOST:PORT", "where POP2 listens, POP3's ancestor, for a lesson (nowhere)", true};
    const Option smtps{"smtps", "HOST:PORT", "where SMTP listens that is TLS from its first octet on (nowhere)", true};
    const Option pop3s{"pop3s", "HOST:PORT", "the same for POP3 (nowhere)", true};
    const Option certificate{"tls-cert", "FILE", "the certificate as PEM, read again at SIGHUP (one made in DIR)"};
    const Option key{"tls-key", "FILE", "its key, as PEM"};
    const Option set{"set", "KEY=VALUE", "changes a setting, see below", true};
    return {
        {"serve",
         "",
         "SMTP and POP3 in one process",
         {data_option, domain, smtp, pop3, smtps, pop3s, pop2, certificate, key, set},
         "postlab serve --set lab.marks=marks",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, true, true, out); },
         "It says ready once both accept. Port 0 takes a free one; an address such as [::1]:2525 may be added to "
         "others."},
        {"smtpd",
         "",
         "SMTP alone",
         {data_option, domain, smtp, smtps, certificate, key, set},
         "postlab smtpd --data mail",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, true, false, out); }},
        {"pop3d",
         "",
         "POP3 alone, on the same directory",
         {data_option, domain, pop3, pop3s, pop2, certificate, key, set},
         "postlab pop3d --data mail",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, false, true, out); }},
    };
}

ProgramCommand demo_command() {
    return {"demo", "", "the whole loop once, every line explained", {}, "postlab demo", demo};
}

}  // namespace postlab
