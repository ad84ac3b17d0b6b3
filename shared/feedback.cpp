#include "shared/feedback.h"

#include <regex>

namespace postlab {

std::string standing_behind(const std::string& lab, int score, int max) {
    return " [" + lab + " " + std::to_string(score) + "/" + std::to_string(max) + "]";
}

std::string receipt_behind(const std::string& receipt) { return ", receipt " + receipt; }

std::string not_understood_behind(std::string_view said) {
    constexpr std::size_t longest = 40;
    const bool cut = said.size() > longest;
    return " (the desk did not understand \"" + std::string(said.substr(0, longest)) + (cut ? "...\")" : "\")");
}

std::string without_feedback(const std::string& line) {
    static const std::regex feedback(
        R"( \[L\d+ \d+/\d+\]|, receipt L\d+-\w{4}-\w{4})"
        R"(| \(the desk did not understand ".*"\)| \(no badge of yours in this session\)| \(reports are not removed\))");
    return std::regex_replace(line, feedback, "");
}

}  // namespace postlab
