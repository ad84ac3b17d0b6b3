#pragma once
#include <Poco/Net/SocketAddress.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/catalogue_languages.h"
#include "labs/course/live/classroom.h"
#include "labs/faults/fault_schedule.h"
#include "labs/screen/web_server.h"
#include "metrics.h"
#include "shared/conversation_log.h"
#include "shared/net/server.h"
#include "shared/program/settings.h"
#include "shared/session.h"
#include "shared/system/client_octets.h"
#include "shared/system/memory_budget.h"
#include "shared/text/phrase.h"
#include "shared/tls/identity.h"
#include "status_socket.h"
#include "store/maildrop_lock.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab {

/// To who has typed the command; what a server says later is for a log, in English.
void complain(const Phrase& what);

/// A running server: store, record and network, taken down in the reverse order. What it offers is called by one
/// thread, listen_...() before start(). Throws SayableError where it can't be what was asked for.
class Service {
public:
    /// Without a certificate it makes one of its own.
    Service(const std::string& directory, Settings settings, std::optional<tls::CertificateFiles> certificate = {});
    ~Service();

    /// `tls`: from the first octet on; else where it is asked for. Answers the address that it was bound to.
    Poco::Net::SocketAddress listen_smtp(const std::string& address, bool tls = false);
    Poco::Net::SocketAddress listen_pop3(const std::string& address, bool tls = false);
    Poco::Net::SocketAddress listen_pop2(const std::string& address);
    /// Pages of what the record has, and of where mail is said. Over TLS where there is a certificate that browsers may
    /// know.
    Poco::Net::SocketAddress listen_web(const std::string& address, const std::string& smtp, const std::string& pop3);
    std::string link() const { return web_ ? web_->link() : ""; }
    /// `name`: of the command.
    void start(const std::string& name, bool smtp, bool pop3);
    /// What there is to be done now and then, by a thread that may wait.
    void look_around();
    std::string fingerprint() const { return identity_.fingerprint(); }
    /// The files may have been replaced. Where they are no use, what was read before holds on.
    void read_certificate_anew();

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

    Client client_at(const net::Server::Ends& ends);
    void take_part(std::optional<store::MaildropLock>& held, std::int64_t part, const Sentence& another);
    Poco::Net::SocketAddress listen(const std::string& address, std::string_view protocol, bool tls, const Make& make);
    store::MailStore& store_for(std::string_view protocol, unsigned reactor);
    Traffic& traffic_of(std::string_view protocol);
    Watched watched() const { return {traffic_, store_, recorder_ ? &*recorder_ : nullptr, since_}; }
    void tell_status(const std::string& path);  ///< where that can't be, mail goes on
    void let_go(const std::string& mailbox);    ///< a teacher needs the maildrop
    std::unique_ptr<Transcript> record(std::string_view protocol, const Client& client);

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

}  // namespace postlab
