#include "labs/client/saved_dialogue.h"

#include <algorithm>

#include "labs/dialogue/dialogue.h"
#include "labs/record/turns.h"
#include "labs/text/visible.h"
#include "shared/feedback.h"
#include "shared/sasl/base64.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using What = Overheard::What;

/// As a line of a dialogue, in which nothing stands for something else.
std::string as_text(std::string_view line) {
    std::string text;
    for (const VisiblePart& part : visible_parts(line)) {
        if (!part.name.empty() && part.name != "SP") text += with_escapes(part.octets);
        for (std::string_view rest = part.octets; !rest.empty() && (part.name.empty() || part.name == "SP");
             rest.remove_prefix(1))
            text += rest[0] == '\\'           ? "\\\\"
                    : rest[0] == '{'          ? "\\x7B"
                    : rest.starts_with("...") ? "\\x2E"
                                              : std::string(1, rest[0]);
    }
    return text;
}

/// The last word, which is another one each time.
std::string without_last_word(std::string_view text) {
    const std::size_t space = text.rfind(' ');
    return space == text.npos ? as_text(text) : as_text(text.substr(0, space + 1)) + "...";
}

/// The name in PLAIN's response (RFC 4616 2); empty: it is none that says no more than name and password.
std::string name_in_plain(std::string_view response) {
    const std::string octets = sasl::from_base64(response).value_or("");
    const std::size_t second = octets.find('\0', 1);
    const bool plain =
        octets.starts_with('\0') && second != octets.npos && octets.find('\0', second + 1) == octets.npos;
    return plain ? octets.substr(1, second - 1) : "";
}

std::string mechanism_in(std::string_view auth) {
    const std::vector<std::string> words = split(auth);
    return words.size() > 1 ? upper_case(words[1]) : "";
}

}  // namespace

void SavedDialogue::add(const Overheard& line) { line.by_client() ? add_client(line) : add_server(line); }

std::string SavedDialogue::text() const {
    std::vector<Step> steps = steps_;
    std::ranges::stable_sort(steps, {}, &Step::place);
    std::string said;
    for (const Step& step : steps) said += step.text;
    std::string text = "# " + comment_ + "\n";
    if (said.find(secret) != said.npos) text += "# " + comment_on_secrets_ + "\n";
    return text + (is_pop3_ ? "! connect pop3\n" : "") + said;
}

// ---------------------------------------------------------------------------------------------------------- the client

void SavedDialogue::add_client(const Overheard& line) {
    std::string text = as_text(line.shown);
    if (line.verb == "AUTH" && line.what == What::command) mechanism_ = mechanism_in(line.text);
    if (line.shown.size() < line.text.size()) {
        text.append(text.empty() ? "" : " ").append(secret);
        proofs_.push_back({steps_.size(), std::string(line.text)});
    }
    steps_.push_back({2 * (line.number + 1), text.empty() ? "C:\n" : "C: " + text + "\n"});
}

/// Now it is known whether what was said since the login began was right.
void SavedDialogue::settle(const Overheard& reply) {
    for (std::size_t place = 0; place < proofs_.size(); ++place) {
        const bool last = place + 1 == proofs_.size();
        const std::string again = !says_no(reply.text) ? proven(place, reply.verb)
                                  : last               ? refused(proofs_[place].said, reply.verb)
                                                       : "";
        if (!again.empty()) steps_[proofs_[place].step].text = again;
    }
    proofs_.clear();
}

/// Something wrong again; empty: it may be anything.
std::string SavedDialogue::refused(std::string_view said, std::string_view verb) {
    const std::vector<std::string> words = split(said);
    constexpr std::size_t digits_of_md5 = 32;
    if (verb == "PASS") return "C: PASS not " + std::string(secret) + "\n";
    if (verb != "APOP" || words.size() != 3 || words[2].size() != digits_of_md5 || !from_hex(words[2])) return "";
    return "C: APOP " + as_text(words[1]) + " " + std::string(digits_of_md5, '0') + "\n";
}

/// The same again; empty: it can't be worked out.
std::string SavedDialogue::proven(std::size_t place, std::string_view verb) const {
    const std::vector<std::string> words = split(proofs_[place].said);
    const std::string stars(secret);
    auto worked_out = [](std::string_view name, const std::string& how, const std::string& before) {
        const std::string hole = "{" + std::string(name) + "}";
        return "! " + hole + " = " + how + "\nC: " + before + hole + "\n";
    };
    if (verb == "APOP" && words.size() == 3)
        return worked_out("digest", "md5 {timestamp}" + stars, "APOP " + as_text(words[1]) + " ");
    if (verb == "HELO" && words.size() > 2) return "C: HELO " + as_text(words[1]) + " " + stars + "\n";
    const bool initial = words.size() == 3 && place == 0;
    if (verb != "AUTH" || (words.size() != 1 && !initial)) return "";
    const std::string before = initial ? "AUTH " + mechanism_ + " " : "";
    if (mechanism_ == "LOGIN" && place + 1 == proofs_.size()) return worked_out("response", "base64 " + stars, before);
    if (mechanism_ == "LOGIN")
        return worked_out("response", "base64 " + as_text(sasl::from_base64(words.back()).value_or("")), before);
    const std::string name = mechanism_ == "PLAIN" ? name_in_plain(words.back()) : "";
    if (name.empty()) return "";
    return worked_out("response", "base64 \\x00" + as_text(name) + "\\x00" + stars, before);
}

// ---------------------------------------------------------------------------------------------------------- the server

void SavedDialogue::add_server(const Overheard& line) {
    is_pop3_ = is_pop3_ || line.protocol == Protocol::pop3;
    const std::string text = without_feedback(std::string(line.text));
    const std::string_view row = line.row ? line.row->id : "";
    std::string said = as_text(text);
    const std::size_t from = text.find('<'), to = text.rfind('>');
    if (row == "greeting.ready" && from < to && to != text.npos)
        said = as_text(text.substr(0, from)) + "{timestamp}" + as_text(text.substr(to + 1));
    else if (row == "data.ok" || row == "bdat.stored" || row.starts_with("uidl."))
        said = without_last_word(text);
    else if (row == "auth.challenge")
        said = text.substr(0, text.find(' ')) + " ...";
    else if (line.what == What::content)
        said = without_trace(line);
    if (line.what == What::reply) in_header_ = true, in_received_ = false;
    steps_.push_back({2 * (line.number + 1), said.empty() ? "S:\n" : "S: " + said + "\n"});
    const bool exchange = row == "auth.challenge" || line.text.starts_with("334") || line.text.starts_with("+ ");
    if (line.what == What::reply && line.last && !exchange) settle(line);
}

/// The Received fields of a header are of their day (RFC 5321 4.4).
std::string SavedDialogue::without_trace(const Overheard& line) {
    const bool continues = line.text.starts_with(' ') || line.text.starts_with('\t');
    in_header_ = in_header_ && !line.text.empty();
    if (!continues) in_received_ = in_header_ && starts_ignoring_case(line.text, "Received:");
    if (!in_received_) return as_text(line.text);
    return continues ? "..." : "Received: ...";
}

}  // namespace postlab::labs
