#include "shared/text/metrics_text.h"

#include <gtest/gtest.h>

namespace postlab::metrics_text_test {

TEST(MetricsText, is_written_as_prometheus_reads_it) {
    MetricsText metrics;
    metrics.family("postlab_connections", "gauge", "Connections that are open.");
    metrics.sample({{"protocol", "smtp"}}, std::uint64_t{3});
    metrics.sample({{"protocol", "pop3"}, {"odd", "a \"b\" \\ c\nd"}}, std::uint64_t{0});
    metrics.family("postlab_commit_seconds", "histogram", "How long a commit took.");
    metrics.sample({{"le", "+Inf"}}, std::uint64_t{2}, "_bucket");
    metrics.sample({}, 0.00125, "_sum");
    EXPECT_EQ(metrics.text(),
              "# HELP postlab_connections Connections that are open.\n"
              "# TYPE postlab_connections gauge\n"
              "postlab_connections{protocol=\"smtp\"} 3\n"
              "postlab_connections{protocol=\"pop3\",odd=\"a \\\"b\\\" \\\\ c\\nd\"} 0\n"
              "# HELP postlab_commit_seconds How long a commit took.\n"
              "# TYPE postlab_commit_seconds histogram\n"
              "postlab_commit_seconds_bucket{le=\"+Inf\"} 2\n"
              "postlab_commit_seconds_sum 0.00125\n");
}

TEST(MetricsText, is_read_back) {
    const auto samples = samples_in("# HELP a b 7\na{x=\"y z\"} 3\n\nnonsense\nb 0.5");
    EXPECT_EQ(samples, (std::map<std::string, double>{{"a{x=\"y z\"}", 3}, {"b", 0.5}}));
}

}  // namespace postlab::metrics_text_test
