#include "serve.h"

#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "known_passwords.h"
#include "labs/client/demo.h"
#include "labs/language/sentences.h"
#include "listening.h"
#include "server_log.h"
#include "service.h"
#include "shared/program/settings.h"
#include "shared/system/log.h"
#include "shared/system/signals.h"
#include "shared/text/text.h"
#include "shared/tls/identity.h"
#include "smtpd/path.h"
#include "store/accounts.h"

namespace postlab {

namespace {

using labs::operator""_sentence;

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
    std::string open, said;  // an address that others can dial; what is told when nothing speaks against it
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
            said += "listening " + name + " " + bound + "\n";
        }
    };
    if (smtp) listen("smtp", "127.0.0.1:2525", [&](const auto& address) { return service.listen_smtp(address); });
    if (pop3) listen("pop3", "127.0.0.1:2110", [&](const auto& address) { return service.listen_pop3(address); });
    if (pop3) listen("pop2", "", [&](const auto& address) { return service.listen_pop2(address); });
    if (smtp) listen("smtps", "", [&](const auto& address) { return service.listen_smtp(address, true); });
    if (pop3) listen("pop3s", "", [&](const auto& address) { return service.listen_pop3(address, true); });
    if (line.has("published")) open = is_loopback(line.value("published", "")) ? "" : line.value("published", "");
    if (!open.empty()) expect_no_known_password(data_directory(line), settings, open);
    out << said;
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
