#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace postlab {

/// Numbers about a running program in the text format that Prometheus reads (version 0.0.4): one family after the
/// other, a line of help, a line of type, and a line for each sample.
class MetricsText {
public:
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    /// Begins a family: `type` is counter, gauge or histogram.
    void family(std::string_view name, std::string_view type, std::string_view help);
    /// A sample of it; `suffix` as histograms have them: "_sum".
    void sample(Labels labels, std::uint64_t value, std::string_view suffix = {});
    void sample(Labels labels, double value, std::string_view suffix = {});

    const std::string& text() const { return text_; }

private:
    void sample(Labels labels, const std::string& value, std::string_view suffix);

    std::string text_, name_;
};

/// The samples of such a text by their names with labels, as they stand there: `postlab_connections{protocol="smtp"}`.
/// Lines that are none are skipped.
std::map<std::string, double> samples_in(std::string_view metrics);

}  // namespace postlab
