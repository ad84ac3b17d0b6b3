#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "labs/dialogue/bystander.h"

namespace postlab::labs {

/// A conversation as a dialogue that `postlab play` plays again (labs/dialogue/dialogue.h). What is new each time, such
/// as a timestamp or the number of a stored letter, is left open. No secret is in it: **** stands for the password,
/// which `play` asks for, and what was worked out of it is worked out again where it was right. One thread.
class SavedDialogue {
public:
    /// `comments` are lines that stand on top, the second only where there are secrets.
    SavedDialogue(std::string comment, std::string comment_on_secrets)
        : comment_(std::move(comment)), comment_on_secrets_(std::move(comment_on_secrets)) {}

    void add(const Overheard& line);
    /// "starttls", "end", "drop" or "closed", behind so many lines that have crossed the wire.
    void happened(std::string_view event, std::size_t lines) {
        steps_.push_back({2 * lines + 1, "! " + std::string(event) + "\n"});
    }
    std::string text() const;

    static constexpr std::string_view secret = "****";

private:
    struct Step {
        std::size_t place;  ///< even for a line, odd for an event
        std::string text;   ///< with its end
    };
    /// A line that may prove to know a secret; what becomes of it depends on whether it was right.
    struct Proof {
        std::size_t step;
        std::string said;
    };
    void add_client(const Overheard& line);
    void add_server(const Overheard& line);
    std::string without_trace(const Overheard& line);
    void settle(const Overheard& reply);
    static std::string refused(std::string_view said, std::string_view verb);
    std::string proven(std::size_t place, std::string_view verb) const;

    const std::string comment_, comment_on_secrets_;
    std::vector<Step> steps_;
    std::vector<Proof> proofs_;
    std::string mechanism_;
    bool is_pop3_ = false, in_header_ = false, in_received_ = false;
};

}  // namespace postlab::labs
