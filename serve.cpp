#include "serve.h"

#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "known_passwords.h"
#include "labs/catalogue/catalogue_languages.h"
#include "labs/client/demo.h"
#include "labs/course/class/course.h"
#include "labs/course/live/classroom.h"
#include "labs/faults/fault_schedule.h"
#include "labs/language/sentences.h"
#include "labs/museum/pop2_session.h"
#include "labs/screen/web_server.h"
#include "listening.h"
#include "metrics.h"
#include "pop3d/apop.h"
#include "pop3d/session.h"
#include "server_log.h"
#include "shared/conversation_log.h"
#include "shared/net/server.h"
#include "shared/program/settings.h"
#include "shared/system/client_octets.h"
#include "shared/system/log.h"
#include "shared/system/memory_budget.h"
#include "shared/system/signals.h"
#include "shared/text/text.h"
#include "shared/tls/identity.h"
#include "smtpd/path.h"
#include "smtpd/session.h"
#include "status_socket.h"
#include "store/accounts.h"
#include "store/maildrop_lock.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab {

namespace {

using labs::operator""_sentence;

/// To who has typed the command; what a server says later is for a log, in English.
void complain(const Phrase& what) { std::cerr << "postlab: " << labs::language_of_locale().say(what) << std::endl; }

Settings settings_from(const CommandLine& line) {
    Settings settings;
    std::vector<std::string> domains = line.values("domain");
    for (const std::string& domain : domains)
        if (!smtpd::names_a_host(domain)) throw UsageError("serve.domain"_sentence, {});
    if (!domains.empty()) {
        settings.domain = domains.front();
        settings.more_domains.assign(domains.begin() + 1, domains.end());
    }
    set_all(settings, line.values("set"));
    return settings;
}

/// A running server: store, record and network, taken down in the reverse order.
class Service {
public:
    /// Without a certificate it makes one of its own.
    Service(const std::string& directory, Settings settings, std::optional<tls::CertificateFiles> certificate = {})
        : directory_(directory),
          settings_(std::move(settings)),
          has_certificate_(certificate.has_value()),
          server_(settings_),
          store_(directory, settings_),
          locks_(directory),
          faults_(settings_.domain, directory),
          identity_(certificate ? *certificate : tls::own_certificate(directory, settings_.domain),
                    settings_.tls.teach != Teach::nothing) {
        if (settings_.tls.teach == Teach::everything) complain("serve.teach"_sentence);
        if (settings_.transcript.enabled) expect_evidence_to_stay(directory);
        if (settings_.transcript.enabled) recorder_.emplace(directory, settings_);
        if (least_said(settings_) >= Severity::notice) log_.emplace(recorder_ ? &*recorder_ : nullptr);
        if (recorder_) classroom_.emplace(directory, settings_, *recorder_);
        if (classroom_) faults_.serve(classroom_->for_own_faults());
        for (unsigned i = 0; i < server_.reactors(); ++i) {
            stores_.push_back(store_.for_thread(server_.poster(i)));
            if (classroom_) reports_.push_back(classroom_->reports_in_front_of(*stores_[i], server_.poster(i)));
        }
    }
    ~Service() {
        store_.refuse_logins();  // they may be many, and each takes its time
        server_.stop();
    }

    /// `tls`: from the first octet on; else where it is asked for.
    Poco::Net::SocketAddress listen_smtp(const std::string& address, bool tls = false) {
        return listen(address, "smtp", tls, [this](store::MailStore& store, const Client& client) {
            return std::make_unique<smtpd::Session>(settings_, store, record("smtp", client),
                                                    smtpd::Peer{client.ends.peer, client.ends.own, client.address},
                                                    &memory_, &clients_);
        });
    }
    Poco::Net::SocketAddress listen_pop3(const std::string& address, bool tls = false) {
        return listen(address, "pop3", tls, [this](store::MailStore& store, const Client& client) {
            auto session =
                std::make_unique<pop3d::Session>(settings_, store, record("pop3", client),
                                                 pop3d::make_timestamp(now(), settings_.domain), client.address);
            session->offer_languages(languages_);
            return session;
        });
    }
    Poco::Net::SocketAddress listen_pop2(const std::string& address) {
        return listen(address, "pop2", false, [this](store::MailStore& store, const Client& client) {
            return std::make_unique<museum::Pop2Session>(settings_, store, record("pop2", client), client.address);
        });
    }
    /// Pages of what the record has, and of where mail is said. Over TLS where there is a certificate that browsers may
    /// know.
    Poco::Net::SocketAddress listen_web(const std::string& address, const std::string& smtp, const std::string& pop3) {
        if (!recorder_) throw SayableError("serve.no_record"_sentence, {});
        std::vector<std::string> names = settings_.more_domains;
        names.push_back(settings_.domain);
        for (std::string& name : names) name = lower_case(name);
        const screen::About about{
            names,
            smtp,
            pop3,
            settings_.smtp.idle_timeout_s,
            settings_.pop3.idle_timeout_s,
            has_certificate_,
            settings_.lab.folder,
            now(),
            {[this] { return store_.maildrops_held(); }, [this](const std::string& mailbox) { let_go(mailbox); },
             &*recorder_, [this] { return metrics_of(watched()); }}};
        const net::TlsUse tls{.identity = has_certificate_ ? &identity_ : nullptr, .at_once = has_certificate_};
        const Poco::Net::SocketAddress parsed = listening_address(address);
        return listening_at(address, [&] {
            web_.emplace(directory_, parsed, about, settings_, store_, *recorder_, calls_, tls);
            return web_->address();
        });
    }
    std::string link() const { return web_ ? web_->link() : ""; }
    /// `name`: of the command.
    void start(const std::string& name, bool smtp, bool pop3) {
        if (smtp) take_part(smtp_, store::MaildropLocks::smtp_server, "serve.another_takes"_sentence);
        if (pop3) take_part(pop3_, store::MaildropLocks::pop3_server, "serve.another_gives"_sentence);
        look_around();
        if (smtp == smtp_.has_value() && pop3 == pop3_.has_value()) tell_status(directory_ + "/" + name + ".sock");
        server_.start();
        if (web_) web_->start();
    }
    /// What there is to be done now and then, by a thread that may wait.
    void look_around() {
        memory_.give_back();
        store_.look_around();
    }
    std::string fingerprint() const { return identity_.fingerprint(); }
    /// The files may have been replaced. Where they are no use, what was read before holds on.
    void read_certificate_anew() {
        try {
            identity_.read_anew();
            log_line(Severity::warning, "the certificate has been read anew: SHA-256 " + fingerprint());
        } catch (const std::exception& error) {
            log_line(Severity::warning, std::string("the certificate stays as it was: ") + error.what());
        }
    }

private:
    /// Who has come: the address of the person's machine, which a terminal of a page only borrows our own for, and what
    /// the record calls it.
    struct Client {
        net::Server::Ends ends;
        std::string address, recorded_as;
        Time since;
    };
    using Make = std::function<std::unique_ptr<Session>(store::MailStore&, const Client&)>;

    static Time now() { return std::chrono::system_clock::now(); }

    Client client_at(const net::Server::Ends& ends) {
        if (const auto call = calls_.take(ends.peer, ends.peer_port))
            return {ends, call->browser, call->recorded_as(), call->at};
        return {ends, ends.peer, ends.peer, now()};
    }

    /// The recorder moves a record of an older version aside; under a course that would take the marks' ground away.
    static void expect_evidence_to_stay(const std::string& directory) {
        if (!course::Course::exists(directory) || !store::has_older_transcripts(directory)) return;
        const std::string record = directory + "/transcripts.db";
        throw SayableError("serve.older_evidence"_sentence, {record});
    }

    /// No mail suffers when two servers do the same on one folder, but each of them marks the class and fills the
    /// record.
    void take_part(std::optional<store::MaildropLock>& held, std::int64_t part, const Sentence& another) {
        if (auto lock = locks_.take(part))
            held.emplace(std::move(*lock));
        else
            complain(another);
    }

    Poco::Net::SocketAddress listen(const std::string& address, std::string_view protocol, bool tls, const Make& make) {
        std::vector<net::Server::MakeSession> for_each_reactor;
        for (unsigned i = 0; i < stores_.size(); ++i)
            for_each_reactor.push_back([this, i, protocol, make](const net::Server::Ends& ends) {
                const Client client = client_at(ends);
                std::unique_ptr<Session> session = make(store_for(protocol, i), client);
                const labs::Protocol spoken = labs::protocol_named(protocol);
                session->count_in(traffic_of(protocol));
                if (spoken != labs::Protocol::pop2) session->arrange(faults_.begin(spoken));
                if (classroom_)
                    session->arrange(
                        classroom_->feedback(protocol, client.recorded_as, client.since, server_.poster(i)));
                return session;
            });
        const Poco::Net::SocketAddress parsed = listening_address(address);
        const bool speaks_tls = tls || settings_.tls.offer;
        return listening_at(address, [&] {
            return server_.listen(parsed, for_each_reactor,
                                  {.identity = speaks_tls ? &identity_ : nullptr,
                                   .at_once = tls,
                                   .teach = settings_.tls.teach != Teach::nothing});
        });
    }
    store::MailStore& store_for(std::string_view protocol, unsigned reactor) {
        return protocol == "pop3" && !reports_.empty() ? *reports_[reactor] : *stores_[reactor];
    }
    Traffic& traffic_of(std::string_view protocol) {
        return traffic_[static_cast<std::size_t>(std::ranges::find(Watched::protocols, protocol) -
                                                 Watched::protocols.begin())];
    }
    Watched watched() const { return {traffic_, store_, recorder_ ? &*recorder_ : nullptr, since_}; }
    /// Where that can't be, mail goes on.
    void tell_status(const std::string& path) {
        try {
            status_.emplace(path, [this] { return metrics_of(watched()); });
        } catch (const std::exception& error) {  // a path of more than 107 octets can't be a socket's
            complain({"serve.no_status"_sentence, {phrase_of(error)}});
        }
    }
    /// A teacher needs the maildrop.
    void let_go(const std::string& mailbox) {
        server_.time_out([mailbox](Endpoint& endpoint) {
            auto& session = static_cast<Session&>(endpoint);  // mail's server has no others
            if (session.maildrop_held() != mailbox) return false;
            session.let_go();
            return true;
        });
    }
    std::unique_ptr<Transcript> record(std::string_view protocol, const Client& client) {
        if (log_) return log_->begin(protocol, client.recorded_as, client.since);
        return recorder_ ? recorder_->begin(protocol, client.recorded_as, client.since) : nullptr;
    }

    const std::string directory_;
    const Settings settings_;
    const bool has_certificate_;  ///< that somebody has given
    const Time since_ = now();
    std::array<Traffic, Watched::protocols.size()> traffic_;
    MemoryBudget memory_{settings_.server.memory_mb << 20};
    ClientOctets clients_;
    net::Server server_;
    store::SqliteStore store_;
    store::MaildropLocks locks_;
    std::optional<store::MaildropLock> smtp_, pop3_;  ///< what it does here
    const labs::CatalogueLanguages languages_;
    labs::FaultSchedule faults_;
    tls::Identity identity_;
    screen::BrowserCalls calls_;
    std::optional<store::TranscriptRecorder> recorder_;
    std::optional<ConversationLog> log_;  ///< in front of the recorder, where conversations are logged
    std::optional<course::Classroom> classroom_;
    std::vector<std::unique_ptr<store::MailStore>> stores_,
        reports_;                           ///< of each reactor; none where nothing is recorded
    std::optional<screen::WebServer> web_;  ///< gone before what it reads
    std::optional<StatusSocket> status_;    ///< likewise
};

std::optional<tls::CertificateFiles> certificate_in(const CommandLine& line) {
    if (line.has("tls-cert") != line.has("tls-key")) throw UsageError("serve.certificate"_sentence, {});
    if (!line.has("tls-cert")) return std::nullopt;
    return tls::CertificateFiles{line.value("tls-cert", ""), line.value("tls-key", "")};
}

/// The first address of each protocol, as it was bound.
using Bound = std::map<std::string, std::string>;

/// Where no page was asked for, mail goes on without one.
void listen_web(Service& service, const CommandLine& line, const Bound& bound, std::ostream& out) {
    const std::string asked = line.value("web", "");
    auto at = [&](const std::string& name) { return bound.contains(name) ? bound.at(name) : ""; };
    if (asked == "off") return;
    try {
        const auto address = service.listen_web(asked.empty() ? "127.0.0.1:2580" : asked, at("smtp"), at("pop3"));
        out << "listening web " << address.toString() << "\n";
    } catch (const std::runtime_error& error) {
        if (!asked.empty()) throw;
        complain({"serve.no_page"_sentence, {phrase_of(error)}});
    }
}

int serve(const CommandLine& line, bool smtp, bool pop3, std::ostream& out) {
    const Signals signals;
    const Settings settings = settings_from(line);
    Log log(settings.log.to, least_said(settings));  // until all is over
    Service service(data_directory(line), settings, certificate_in(line));
    Bound bound_at;
    std::string open;  // an address that others can dial
    auto listen = [&](const std::string& name, const std::string& otherwise, auto bind) {
        auto addresses = line.values(name);
        if (addresses.empty() && !otherwise.empty()) addresses.push_back(otherwise);
        // IPv6 comes last: a port that IPv4 has already leaves it the rest.
        std::stable_partition(addresses.begin(), addresses.end(),
                              [](const auto& one) { return !one.starts_with('['); });
        for (const std::string& address : addresses) {
            const Poco::Net::SocketAddress at = bind(address);
            const std::string bound = at.toString();
            if (!at.host().isLoopback()) open = bound;
            bound_at.emplace(name, bound);
            out << "listening " << name << " " << bound << "\n";
        }
    };
    if (smtp) listen("smtp", "127.0.0.1:2525", [&](const auto& address) { return service.listen_smtp(address); });
    if (pop3) listen("pop3", "127.0.0.1:2110", [&](const auto& address) { return service.listen_pop3(address); });
    if (pop3) listen("pop2", "", [&](const auto& address) { return service.listen_pop2(address); });
    if (smtp) listen("smtps", "", [&](const auto& address) { return service.listen_smtp(address, true); });
    if (pop3) listen("pop3s", "", [&](const auto& address) { return service.listen_pop3(address, true); });
    if (line.has("published")) open = is_loopback(line.value("published", "")) ? "" : line.value("published", "");
    if (!open.empty()) expect_no_known_password(data_directory(line), settings, open);
    if (smtp && pop3) listen_web(service, line, bound_at, out);
    service.start(smtp && pop3 ? "serve" : smtp ? "smtpd" : "pop3d", smtp, pop3);
    if (const std::string link = service.link(); !link.empty()) out << "open " << link << "\n";
    out << "ready" << std::endl;
    log_start(bound_at, data_directory(line));
    out << "certificate SHA-256 " << service.fingerprint() << std::endl;
    for (;;) {
        const Signals::Told told = signals.come_within(5);
        if (told == Signals::Told::end) break;
        if (told == Signals::Told::read_anew) log.reopen();
        if (told == Signals::Told::read_anew) service.read_certificate_anew();
        service.look_around();
    }
    log_line(Severity::notice, "stopping");
    return 0;
}

int demo(const CommandLine& line, std::ostream& out, std::ostream&) {
    Poco::TemporaryFile directory;
    directory.createDirectories();
    Service service(directory.path(), Settings());
    store::Accounts(directory.path()).add("alice", "two words", store::Accounts::Apop::none);
    auto smtp = service.listen_smtp("127.0.0.1:0"), pop3 = service.listen_pop3("127.0.0.1:0");
    service.start("serve", true, true);
    return labs::demo(smtp, pop3, "alice", "two words", out, labs::language_in(line));
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
    const Option web{"web", "HOST:PORT",
                     "where a browser sees what is said (127.0.0.1:2580, unless that is taken); off: nowhere"};
    const Option certificate{"tls-cert", "FILE", "the certificate as PEM, read again at SIGHUP (one made in DIR)"};
    const Option key{"tls-key", "FILE", "its key, as PEM"};
    const Option published{"published", "HOST",
                           "the address that others reach the ports at, where a container's engine passes them on"};
    const Option set{"set", "KEY=VALUE", "changes a setting, see below", true};
    return {
        {"serve",
         "",
         "SMTP and POP3 in one process",
         {data_option, domain, smtp, pop3, smtps, pop3s, pop2, web, published, certificate, key, set},
         "postlab serve --set lab.marks=marks",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, true, true, out); },
         "It says ready once both accept. Port 0 takes a free one; an address such as [::1]:2525 may be added to "
         "others."},
        {"smtpd",
         "",
         "SMTP alone",
         {data_option, domain, smtp, smtps, published, certificate, key, set},
         "postlab smtpd --data mail",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, true, false, out); }},
        {"pop3d",
         "",
         "POP3 alone, on the same directory",
         {data_option, domain, pop3, pop3s, pop2, published, certificate, key, set},
         "postlab pop3d --data mail",
         [](const CommandLine& line, std::ostream& out, std::ostream&) { return serve(line, false, true, out); }},
    };
}

ProgramCommand demo_command() {
    return {"demo", "", "the whole loop once, every line explained", {labs::language_option}, "postlab demo --lang zh",
            demo};
}

}  // namespace postlab
