#include "shared/text/metrics_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace postlab {
namespace {

/// A label's value between its quotes.
std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        c == '\n' ? text += "\\n" : text += c;
    }
    return text;
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help);
    text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::sample(Labels labels, std::uint64_t value, std::string_view suffix) {
    sample(labels, std::to_string(value), suffix);
}

void MetricsText::sample(Labels labels, double value, std::string_view suffix) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    sample(labels, std::string(text), suffix);
}

void MetricsText::sample(Labels labels, const std::string& value, std::string_view suffix) {
    text_.append(name_).append(suffix);
    std::string_view before = "{";
    for (const auto& [name, said] : labels) {
        text_.append(before).append(name).append("=\"").append(escaped(said)).append("\"");
        before = ",";
    }
    if (labels.size() > 0) text_ += "}";
    text_.append(" ").append(value).append("\n");
}

std::map<std::string, double> samples_in(std::string_view metrics) {
    std::map<std::string, double> samples;
    while (!metrics.empty()) {
        const std::string line(metrics.substr(0, metrics.find('\n')));
        metrics.remove_prefix(std::min(line.size() + 1, metrics.size()));
        const std::size_t space = line.rfind(' ');
        if (line.empty() || line.front() == '#' || space == line.npos) continue;
        samples[line.substr(0, space)] = std::strtod(line.c_str() + space, nullptr);
    }
    return samples;
}

}  // namespace postlab
