#include "labs/course/grading/letters.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "labs/course/grading/mime.h"
#include "labs/course/lab/words.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

std::set<std::string> words(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::set<std::string> all;
    for (std::string word; in >> word;) all.insert(lower_case(word));
    return all;
}

/// Line ends as in lab.yaml.
std::string with_lf(std::string text) {
    std::erase(text, '\r');
    return text;
}

bool has_line(const std::string& text, std::string_view form) {
    std::istringstream in(with_lf(text));
    for (std::string line; std::getline(in, line);)
        if (has_form(line, form)) return true;
    return false;
}

/// An address is the same in any case: here mailboxes are, and domains are everywhere.
bool has_address_form(std::string_view text, std::string_view form) {
    return form.find('@') == form.npos ? has_form(text, form) : has_form(lower_case(text), lower_case(form));
}

/// One letter against what is wanted; the first thing that is not so is the complaint.
class LetterCheck {
public:
    LetterCheck(const Letter& wanted, const Attempt& attempt) : wanted_(wanted), attempt_(attempt) {}

    /// Empty: it is as wanted.
    std::string complaint(const Accepted& letter) {
        if (wanted_.envelope_from && !has_address_form(letter.reverse_path, *wanted_.envelope_from))
            return "its reverse-path is <" + letter.reverse_path + ">";
        if (wanted_.to && words(letter.mailboxes) != named(*wanted_.to)) return "it went to " + letter.mailboxes;
        const std::string text = unstuffed(letter.content());
        if (wanted_.ascii && std::ranges::any_of(text, [](char c) { return static_cast<signed char>(c) < 0; }))
            return "it has octets above 127";
        const Part message = parse_message(text);
        if (std::string wrong = header(message); !wrong.empty()) return wrong;
        if (std::string wrong = body(message); !wrong.empty()) return wrong;
        if (std::string wrong = mime(message); !wrong.empty()) return wrong;
        return wanted_.fetched && !fetched(letter.id) ? "it has not been fetched by RETR" : "";
    }

private:
    static std::set<std::string> named(const std::vector<std::string>& names) {
        std::set<std::string> all;
        for (const std::string& name : names) all.insert(lower_case(name));
        return all;
    }

    std::string header(const Part& message) const {
        for (const auto& [name, form] : wanted_.fields) {
            const std::string* field = message.header(name);
            if (field == nullptr) return "it has no " + name + " field";
            if (!has_address_form(decoded_header(*field), form))
                return "its " + name + " is \"" + decoded_header(*field) + "\"";
        }
        for (const std::string& name : wanted_.no_header)
            if (message.header(name) != nullptr) return "it has a " + name + " field";
        return {};
    }

    std::string body(const Part& message) const {
        if (wanted_.body && with_lf(message.body) != *wanted_.body + (wanted_.body->ends_with('\n') ? "" : "\n"))
            return "its body is another one";
        if (wanted_.body_has && !has_line(message.body, *wanted_.body_has))
            return "no line of its body is \"" + *wanted_.body_has + "\"";
        return {};
    }

    std::string mime(const Part& message) const {
        if (wanted_.mime) {
            if (message.header("MIME-Version") == nullptr) return "it has no MIME-Version field";
            if (std::string wrong = message.first_wrong(); !wrong.empty()) return wrong;
            if (message.tree() != *wanted_.mime) return "its parts are " + message.tree();
        }
        const std::vector<const Part*> leaves = message.leaves();
        if (wanted_.charset) {
            auto text = std::ranges::find_if(leaves, [](const Part* leaf) { return leaf->type.starts_with("text/"); });
            if (text == leaves.end() || (*text)->charset != lower_case(*wanted_.charset))
                return "its charset is " + (text == leaves.end() ? "none" : "\"" + (*text)->charset + "\"");
            if (!to_utf8((*text)->decoded, (*text)->charset)) return "its text is not valid " + (*text)->charset;
        }
        for (const auto& [number, form] : wanted_.part_text) {
            const std::uint64_t n = number.value();
            if (n < 1 || n > leaves.size()) return "it has no part " + std::to_string(n);
            const Part& leaf = *leaves[n - 1];
            if (!has_line(to_utf8(leaf.decoded, leaf.charset).value_or(leaf.decoded), form))
                return "no line of part " + std::to_string(n) + " is \"" + form + "\"";
        }
        return attachment(leaves);
    }

    std::string attachment(const std::vector<const Part*>& leaves) const {
        if (!wanted_.attachment) return {};
        for (std::size_t i = 1; i < leaves.size(); ++i)
            if (is_attachment(*leaves[i])) return {};
        return "no attachment of it is the one that was asked for";
    }

    bool is_attachment(const Part& leaf) const {
        const auto& [digest, text, name, octets] = *wanted_.attachment;
        if (digest && hex(sha256(leaf.decoded)) != lower_case(*digest)) return false;
        if (octets && leaf.decoded.size() != octets->value()) return false;
        if (text && !has_line(leaf.decoded, *text)) return false;
        return !name || has_form(leaf.name, *name);
    }

    bool fetched(std::uint64_t id) const {
        for (const auto& session : attempt_.sessions) {
            if (session->mailbox.empty()) continue;
            const std::vector<std::uint64_t> ids = messages_of(*session, "RETR");
            if (std::ranges::find(ids, id) != ids.end()) return true;
        }
        return false;
    }

    const Letter& wanted_;
    const Attempt& attempt_;
};

}  // namespace

Finding evaluate(const Letter& wanted, const Attempt& attempt) {
    LetterCheck check(wanted, attempt);
    Finding finding;
    std::size_t count = 0;
    for (const auto& session : attempt.sessions) {
        for (const Accepted& letter : session->accepted) {
            std::string complaint = check.complaint(letter);
            if (complaint.empty()) {
                if (++count == 1) finding.lines.clear();
                finding.lines.push_back(letter.where);
            } else if (count == 0) {
                finding.lines = {letter.where};
                finding.note = std::move(complaint);
            }
        }
    }
    finding.holds = wanted.count ? count == wanted.count->value() : count > 0;
    if (finding.holds) finding.note.clear();
    if (!finding.holds && count > 0) finding.note = "there are " + std::to_string(count) + " of them";
    return finding;
}

}  // namespace postlab::course
