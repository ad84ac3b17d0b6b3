#include "service.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "labs/course/class/course.h"
#include "labs/language/sentences.h"
#include "labs/museum/pop2_session.h"
#include "listening.h"
#include "pop3d/apop.h"
#include "pop3d/session.h"
#include "server_log.h"
#include "shared/system/log.h"
#include "shared/text/text.h"
#include "smtpd/session.h"
#include "store/transcript/transcript_reader.h"

namespace postlab {

namespace {

using labs::operator""_sentence;

/// The recorder moves a record of an older version aside; under a course that would take the marks' ground away.
void expect_evidence_to_stay(const std::string& directory) {
    if (!course::Course::exists(directory) || !store::has_older_transcripts(directory)) return;
    const std::string record = directory + "/transcripts.db";
    throw SayableError("serve.older_evidence"_sentence, {record});
}

}  // namespace

void complain(const Phrase& what) { std::cerr << "postlab: " << labs::language_of_locale().say(what) << std::endl; }

Service::Service(const std::string& directory, Settings settings, std::optional<tls::CertificateFiles> certificate)
    : directory_(directory),
      settings_(std::move(settings)),
      has_certificate_(certificate.has_value()),
      server_(settings_),
      store_(directory, settings_),
      locks_(directory),
      faults_(settings_.domain, directory),
      identity_(certificate ? *certificate : tls::own_certificate(directory, settings_.domain),
                settings_.tls.teach != Teach::nothing) {
    using labs::operator""_sentence;
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

Service::~Service() {
    store_.refuse_logins();  // they may be many, and each takes its time
    server_.stop();
}

Poco::Net::SocketAddress Service::listen_smtp(const std::string& address, bool tls) {
    return listen(address, "smtp", tls, [this](store::MailStore& store, const Client& client) {
        return std::make_unique<smtpd::Session>(settings_, store, record("smtp", client),
                                                smtpd::Peer{client.ends.peer, client.ends.own, client.address},
                                                &memory_, &clients_);
    });
}

Poco::Net::SocketAddress Service::listen_pop3(const std::string& address, bool tls) {
    return listen(address, "pop3", tls, [this](store::MailStore& store, const Client& client) {
        auto session = std::make_unique<pop3d::Session>(settings_, store, record("pop3", client),
                                                        pop3d::make_timestamp(now(), settings_.domain), client.address);
        session->offer_languages(languages_);
        return session;
    });
}

Poco::Net::SocketAddress Service::listen_pop2(const std::string& address) {
    return listen(address, "pop2", false, [this](store::MailStore& store, const Client& client) {
        return std::make_unique<museum::Pop2Session>(settings_, store, record("pop2", client), client.address);
    });
}

Poco::Net::SocketAddress Service::listen_web(const std::string& address, const std::string& smtp,
                                             const std::string& pop3) {
    using labs::operator""_sentence;
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

void Service::start(const std::string& name, bool smtp, bool pop3) {
    using labs::operator""_sentence;
    if (smtp) take_part(smtp_, store::MaildropLocks::smtp_server, "serve.another_takes"_sentence);
    if (pop3) take_part(pop3_, store::MaildropLocks::pop3_server, "serve.another_gives"_sentence);
    look_around();
    if (smtp == smtp_.has_value() && pop3 == pop3_.has_value()) tell_status(directory_ + "/" + name + ".sock");
    server_.start();
    if (web_) web_->start();
}

void Service::look_around() {
    memory_.give_back();
    store_.look_around();
}

void Service::read_certificate_anew() {
    try {
        identity_.read_anew();
        log_line(Severity::warning, "the certificate has been read anew: SHA-256 " + fingerprint());
    } catch (const std::exception& error) {
        log_line(Severity::warning, std::string("the certificate stays as it was: ") + error.what());
    }
}

Service::Client Service::client_at(const net::Server::Ends& ends) {
    if (const auto call = calls_.take(ends.peer, ends.peer_port))
        return {ends, call->browser, call->recorded_as(), call->at};
    return {ends, ends.peer, ends.peer, now()};
}

/// No mail suffers when two servers do the same on one folder, but each of them marks the class and fills the record.
void Service::take_part(std::optional<store::MaildropLock>& held, std::int64_t part, const Sentence& another) {
    if (auto lock = locks_.take(part))
        held.emplace(std::move(*lock));
    else
        complain(another);
}

Poco::Net::SocketAddress Service::listen(const std::string& address, std::string_view protocol, bool tls,
                                         const Make& make) {
    std::vector<net::Server::MakeSession> for_each_reactor;
    for (unsigned i = 0; i < stores_.size(); ++i)
        for_each_reactor.push_back([this, i, protocol, make](const net::Server::Ends& ends) {
            const Client client = client_at(ends);
            std::unique_ptr<Session> session = make(store_for(protocol, i), client);
            const labs::Protocol spoken = labs::protocol_named(protocol);
            session->count_in(traffic_of(protocol));
            if (spoken != labs::Protocol::pop2) session->arrange(faults_.begin(spoken));
            if (classroom_)
                session->arrange(classroom_->feedback(protocol, client.recorded_as, client.since, server_.poster(i)));
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

store::MailStore& Service::store_for(std::string_view protocol, unsigned reactor) {
    return protocol == "pop3" && !reports_.empty() ? *reports_[reactor] : *stores_[reactor];
}

Traffic& Service::traffic_of(std::string_view protocol) {
    return traffic_[static_cast<std::size_t>(std::ranges::find(Watched::protocols, protocol) -
                                             Watched::protocols.begin())];
}

void Service::tell_status(const std::string& path) {
    using labs::operator""_sentence;
    try {
        status_.emplace(path, [this] { return metrics_of(watched()); });
    } catch (const std::exception& error) {  // a path of more than 107 octets can't be a socket's
        complain({"serve.no_status"_sentence, {phrase_of(error)}});
    }
}

void Service::let_go(const std::string& mailbox) {
    server_.time_out([mailbox](Endpoint& endpoint) {
        auto& session = static_cast<Session&>(endpoint);  // mail's server has no others
        if (session.maildrop_held() != mailbox) return false;
        session.let_go();
        return true;
    });
}

std::unique_ptr<Transcript> Service::record(std::string_view protocol, const Client& client) {
    if (log_) return log_->begin(protocol, client.recorded_as, client.since);
    return recorder_ ? recorder_->begin(protocol, client.recorded_as, client.since) : nullptr;
}

}  // namespace postlab
