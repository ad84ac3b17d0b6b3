#include "metrics.h"

#include <cstddef>

#include "shared/text/metrics_text.h"

namespace postlab {
namespace {

void add_traffic(const Watched& watched, MetricsText& to) {
    auto each = [&](const char* name, const char* type, const char* help, auto sample) {
        to.family(name, type, help);
        for (std::size_t i = 0; i < Watched::protocols.size(); ++i) sample(watched.traffic[i], Watched::protocols[i]);
    };
    each("postlab_connections", "gauge", "Connections that are open.", [&](const Traffic& traffic, auto protocol) {
        const std::uint64_t ended = traffic.ended.count();  // first: it never exceeds the others
        to.sample({{"protocol", protocol}}, traffic.connections.count() - ended);
    });
    each("postlab_connections_total", "counter", "Connections since the start.",
         [&](const Traffic& traffic, auto protocol) {
             to.sample({{"protocol", protocol}}, traffic.connections.count());
         });
    each("postlab_traffic_bytes_total", "counter", "Octets that sessions have heard and said.",
         [&](const Traffic& traffic, auto protocol) {
             to.sample({{"protocol", protocol}, {"direction", "in"}}, traffic.octets_in.count());
             to.sample({{"protocol", protocol}, {"direction", "out"}}, traffic.octets_out.count());
         });
    each("postlab_tls_handshakes_total", "counter", "TLS handshakes, by what came of them.",
         [&](const Traffic& traffic, auto protocol) {
             to.sample({{"protocol", protocol}, {"result", "done"}}, traffic.tls_begun.count());
             to.sample({{"protocol", protocol}, {"result", "failed"}}, traffic.tls_failed.count());
         });
    each("postlab_logins_total", "counter", "Logins, by whether name and password were right.",
         [&](const Traffic& traffic, auto protocol) {
             to.sample({{"protocol", protocol}, {"result", "right"}}, traffic.logins.count());
             to.sample({{"protocol", protocol}, {"result", "wrong"}}, traffic.failed_logins.count());
         });
    each("postlab_replies_total", "counter", "Replies, by how they begin.", [&](const Traffic& traffic, auto protocol) {
        for (std::size_t i = 0; i < Traffic::reply_classes.size(); ++i)
            if (const bool pop = i > 3; pop != (protocol == "smtp"))
                to.sample({{"protocol", protocol}, {"class", Traffic::reply_classes[i]}}, traffic.replies[i].count());
    });
}

void add_durations(const DurationCounter& durations, MetricsText& to) {
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < DurationCounter::bounds_ms.size(); ++i) {
        std::string bound = std::to_string(static_cast<double>(DurationCounter::bounds_ms[i]) / 1000);
        bound.erase(bound.find_last_not_of('0') + 1);
        if (bound.ends_with('.')) bound.pop_back();
        up_to += durations.count(i);
        to.sample({{"le", bound}}, up_to, "_bucket");
    }
    up_to += durations.count(DurationCounter::bounds_ms.size());
    to.sample({{"le", "+Inf"}}, up_to, "_bucket");
    to.sample({}, durations.seconds(), "_sum");
    to.sample({}, up_to, "_count");
}

void add_store(const store::SqliteStore& store, MetricsText& to) {
    const store::StoreFigures figures = store.figures();
    to.family("postlab_queue_length", "gauge", "Jobs that wait for a thread of the store.");
    to.sample({{"queue", "writes"}}, figures.writes_waiting);
    to.sample({{"queue", "reads"}}, figures.reads_waiting);
    to.sample({{"queue", "passwords"}}, figures.passwords_waiting);
    to.family("postlab_commit_seconds", "histogram", "How long the commits of the mail took that are on disk.");
    add_durations(store.commit_times(), to);
    to.family("postlab_messages_stored_total", "counter", "Messages that were stored, each once.");
    to.sample({}, figures.stored);
    to.family("postlab_messages", "gauge", "Messages in all mailboxes, as of some seconds ago.");
    to.sample({}, figures.messages);
    to.family("postlab_mailbox_bytes", "gauge", "Octets in all mailboxes, as of some seconds ago.");
    to.sample({}, figures.octets);
    to.family("postlab_disk_free_bytes", "gauge",
              "Octets left on the disk of the data folder, as of some seconds ago.");
    to.sample({}, figures.free_octets);
}

void add_record(const store::TranscriptRecorder& record, MetricsText& to) {
    to.family("postlab_record_queue_bytes", "gauge", "Octets of conversations that wait to be recorded.");
    to.sample({}, std::uint64_t{record.octets_waiting()});
    to.family("postlab_record_lag_seconds", "gauge", "How long ago nothing was waiting to be recorded.");
    to.sample({}, record.lag_s());
    to.family("postlab_record_lost_events_total", "counter", "Events of conversations that the record has not kept.");
    to.sample({}, record.dropped());
}

}  // namespace

std::string metrics_of(const Watched& watched) {
    MetricsText metrics;
    metrics.family("postlab_start_time_seconds", "gauge", "When the server has started, in seconds since 1970.");
    metrics.sample({}, static_cast<std::uint64_t>(microseconds_of(watched.since) / 1'000'000));
    add_traffic(watched, metrics);
    add_store(watched.store, metrics);
    if (watched.record) add_record(*watched.record, metrics);
    return metrics.text();
}

}  // namespace postlab
