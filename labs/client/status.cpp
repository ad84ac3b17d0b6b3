#include "labs/client/status.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <ostream>

#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "shared/text/metrics_text.h"
#include "shared/text/moment.h"
#include "shared/time.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience_with_status(3, 0);

using Samples = std::map<std::string, double>;

/// What a server tells there; nothing: none is there.
std::optional<std::string> told_at(const std::filesystem::path& socket_file) {
    if (!std::filesystem::exists(socket_file)) return std::nullopt;
    try {
        using Address = Poco::Net::SocketAddress;
        Poco::Net::StreamSocket socket(Address(Address::UNIX_LOCAL, socket_file.string()));
        socket.setReceiveTimeout(patience_with_status);
        std::string text;
        char piece[16384];
        for (int octets; (octets = socket.receiveBytes(piece, sizeof piece)) > 0;)
            text.append(piece, static_cast<std::size_t>(octets));
        return text;
    } catch (const Poco::Net::ConnectionRefusedException&) {
        return std::nullopt;  // its server was killed
    }
}

/// One server's samples, in words.
class Report {
public:
    Report(const Samples& samples, const Language& language, std::ostream& out)
        : samples_(samples), language_(language), out_(out) {}

    void print(const std::string& name) {
        const auto since = time_at(static_cast<std::int64_t>(number("start_time_seconds")) * 1'000'000);
        say("status.server"_sentence, {name, spelled_out(since)});
        for (const char* protocol : {"smtp", "pop3", "pop2"})
            if (of("connections_total", protocol) > 0) print_protocol(protocol);
        say("status.mail"_sentence, {whole("messages"), whole("mailbox_bytes"), whole("messages_stored_total")});
        say("status.queues"_sentence, {whole("queue_length{queue=\"writes\"}"), whole("queue_length{queue=\"reads\"}"),
                                       whole("queue_length{queue=\"passwords\"}")});
        const double commits = number("commit_seconds_count");
        if (commits > 0)
            say("status.commits"_sentence, {text(commits), text(1000 * number("commit_seconds_sum") / commits)});
        if (has("record_lag_seconds"))
            say("status.record"_sentence,
                {whole("record_queue_bytes"), whole("record_lag_seconds"), whole("record_lost_events_total")});
        say("status.disk"_sentence, {text(number("disk_free_bytes") / (1 << 20))});
    }

private:
    void print_protocol(const std::string& protocol) {
        auto by = [&](const char* family, const std::string& label) {
            return text(number(std::string(family) + "{protocol=\"" + protocol + "\"," + label + "}"));
        };
        say("status.connections"_sentence,
            {protocol, text(of("connections", protocol)), text(of("connections_total", protocol)),
             by("traffic_bytes_total", "direction=\"in\""), by("traffic_bytes_total", "direction=\"out\"")});
        say("status.logins"_sentence,
            {protocol, by("logins_total", "result=\"right\""), by("logins_total", "result=\"wrong\""),
             by("tls_handshakes_total", "result=\"done\"")});
        const bool smtp = protocol == "smtp";
        say("status.replies"_sentence,
            {protocol, by("replies_total", smtp ? "class=\"4\"" : "class=\"+\""),
             by("replies_total", smtp ? "class=\"5\"" : "class=\"-\""), smtp ? "4yz" : "+OK", smtp ? "5yz" : "-ERR"});
    }
    bool has(const std::string& name) const { return samples_.contains("postlab_" + name); }
    double number(const std::string& name) const {
        const auto found = samples_.find("postlab_" + name);
        return found == samples_.end() ? 0 : found->second;
    }
    double of(const char* family, const std::string& protocol) const {
        return number(std::string(family) + "{protocol=\"" + protocol + "\"}");
    }
    static std::string text(double number) { return std::to_string(static_cast<std::uint64_t>(number + 0.5)); }
    std::string whole(const std::string& name) const { return text(number(name)); }
    void say(const Sentence& sentence, std::initializer_list<Phrase> details) {
        out_ << language_.say(sentence, details) << "\n";
    }

    const Samples& samples_;
    const Language& language_;
    std::ostream& out_;
};

int status(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::filesystem::path directory = data_directory(line);
    const Language& language = language_in(line);
    bool any = false;
    for (const char* name : {"serve", "smtpd", "pop3d"}) {
        std::optional<std::string> told;
        try {
            told = told_at(directory / (std::string(name) + ".sock"));
        } catch (const Poco::Exception&) {
            throw SayableError("status.no_answer"_sentence, {name});
        }
        if (!told) continue;
        any = true;
        if (line.value("as", "text") == "metrics")
            out << *told;
        else
            Report(samples_in(*told), language, out).print(name);
    }
    if (!any) throw SayableError("status.none"_sentence, {directory.string()});
    return 0;
}

}  // namespace

ProgramCommand status_command() {
    return {
        "status",
        "",
        "what the running server has to do, and how far it keeps up",
        {{"as", "text|metrics", "in words, or as Prometheus reads it (text)"}, language_option, data_option},
        "postlab status",
        status,
        "It asks the servers that run on that folder, through a socket in it, so it must be typed by the user whose "
        "folder it is. Exit status 1 when there is none. The page has the same under /metrics, for who has the key."};
}

}  // namespace postlab::labs
