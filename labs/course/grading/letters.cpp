#include "labs/course/grading/letters.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "labs/course/lab/words.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "labs/course/mail/structured_field.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"

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

/// One letter against what is wanted, thing by thing; the first that is not so is the complaint.
class LetterCheck {
public:
    LetterCheck(const Letter& wanted, const Attempt& attempt, const Accepted& letter)
        : wanted_(wanted),
          attempt_(attempt),
          letter_(letter),
          text_(letter.text()),
          message_(parse_message(text_)),
          leaves_(message_.leaves()) {
        for (Step step : {&LetterCheck::beginning, &LetterCheck::header, &LetterCheck::envelope, &LetterCheck::size,
                          &LetterCheck::body, &LetterCheck::mime, &LetterCheck::charset, &LetterCheck::parts,
                          &LetterCheck::attachment, &LetterCheck::fetched})
            if (complaint_.note.empty()) ++passed_, complaint_ = (this->*step)();
    }

    /// Empty: it is as wanted.
    const Note& complaint() const { return complaint_.note; }
    const Note& remark() const { return message_.first_remark().note; }
    bool too_large() const { return too_large_; }
    /// How far it came: the header first, which says what letter it is.
    std::size_t passed() const { return passed_; }

    /// The line that decides: where the complaint is about a place in the letter, that line; else the reply.
    Citation decided_by() const {
        if (complaint_.at == nowhere || complaint_.note.empty() || letter_.lines.empty()) return letter_.where;
        const auto row = static_cast<std::size_t>(std::count(
            text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(complaint_.at, text_.size())), '\n'));
        const Line& line = letter_.lines[std::min(row, letter_.lines.size() - 1)];
        return {letter_.where.conversation, line.seq, line.row};
    }

private:
    using Step = Flaw (LetterCheck::*)();
    static constexpr std::size_t nowhere = std::string::npos;
    static Flaw flaw(const std::string& key, Values values = {}, std::size_t at = nowhere) {
        return {{"letter." + key, std::move(values)}, at};
    }

    Flaw beginning() {
        const bool looked_at = wanted_.envelope_from || !wanted_.fields.empty() || !wanted_.no_header.empty();
        return looked_at && !letter_.whole && !message_.divided ? too_large_a_letter() : Flaw();
    }

    Flaw header() {
        for (const auto& [name, form] : wanted_.fields) {
            const Part::Header* field = message_.header(name);
            if (field == nullptr) return missing(name);
            const DecodedText decoded = decoded_header(field->text);
            if (!has_address_form(decoded.text, form))
                return {because(field_is(name, decoded.text), decoded.wrong), field->at};
            ++passed_;
        }
        for (const std::string& name : wanted_.no_header)
            if (const Part::Header* field = message_.header(name))
                return flaw("has_field", {{"field", name}}, field->at);
        return {};
    }

    /// And what broke the header off, which may be that very line.
    Flaw missing(const std::string& field) const {
        const Flaw none = flaw("no_field", {{"field", field}});
        if (message_.divided || message_.wrong.note.empty()) return none;
        return {because(none.note, message_.wrong.note), message_.wrong.at};
    }

    static Note field_is(const std::string& field, const std::string& text) {
        return {"letter.field_is", {{"field", field}, {"text", text}}};
    }

    Flaw envelope() {
        if (wanted_.envelope_from && !has_address_form(letter_.reverse_path, *wanted_.envelope_from))
            return flaw("reverse_path", {{"path", letter_.reverse_path}});
        if (wanted_.to && words(letter_.mailboxes) != named(*wanted_.to))
            return flaw("went_to", {{"mailboxes", letter_.mailboxes}});
        return {};
    }

    static std::set<std::string> named(const std::vector<std::string>& names) {
        std::set<std::string> all;
        for (const std::string& name : names) all.insert(lower_case(name));
        return all;
    }

    /// What is looked at from here on needs the whole letter.
    Flaw size() {
        const bool looked_at = wanted_.ascii || wanted_.body || wanted_.body_has || wanted_.mime || wanted_.charset ||
                               wanted_.attachment || !wanted_.part_text.empty();
        return looked_at && !letter_.whole ? too_large_a_letter() : Flaw();
    }

    Flaw too_large_a_letter() {
        too_large_ = true;
        return flaw("too_large", {{"count", std::to_string(letter_.content().size())}});
    }

    Flaw body() {
        const auto high = std::ranges::find_if(text_, beyond_ascii);
        if (wanted_.ascii && high != text_.end())
            return flaw("not_ascii", {}, static_cast<std::size_t>(high - text_.begin()));
        if (wanted_.body && with_lf(message_.body) != *wanted_.body + (wanted_.body->ends_with('\n') ? "" : "\n"))
            return flaw("other_body", {}, message_.body_at + common_front(*wanted_.body));
        if (wanted_.body_has && !has_line(message_.body, *wanted_.body_has))
            return flaw("no_body_line", {{"form", *wanted_.body_has}});
        return {};
    }

    /// Octets of the body in front of the first line that is not the wanted one.
    std::size_t common_front(std::string_view wanted) const {
        std::string_view body = message_.body;
        std::size_t at = 0;
        while (!wanted.empty() && at < body.size()) {
            const std::string_view line = wanted.substr(0, wanted.find('\n'));
            if (body.substr(at, body.find("\r\n", at) - at) != line) break;
            at += line.size() + 2;
            wanted.remove_prefix(std::min(line.size() + 1, wanted.size()));
        }
        return at;
    }

    Flaw mime() {
        if (!wanted_.mime) return {};
        const Part::Header* version = message_.header("MIME-Version");
        if (version == nullptr) return flaw("no_field", {{"field", "MIME-Version"}});
        if (structured_field(version->text).value != "1.0")
            return {field_is("MIME-Version", version->text), version->at};
        if (!message_.first_wrong().note.empty()) return message_.first_wrong();
        return message_.tree() == *wanted_.mime ? Flaw() : flaw("parts_are", {{"tree", message_.tree()}});
    }

    Flaw charset() {
        if (!wanted_.charset) return {};
        const auto text =
            std::ranges::find_if(leaves_, [](const Part* leaf) { return leaf->type.starts_with("text/"); });
        if (text == leaves_.end()) return flaw("no_text");
        const Part& leaf = **text;
        if (!same_charset(leaf.charset, *wanted_.charset))
            return flaw("charset_is", {{"charset", leaf.charset}}, leaf.header_at("Content-Type"));
        if (text_in(leaf.charset, leaf.decoded)) return {};
        return flaw("not_in_charset", {{"charset", leaf.charset}}, leaf.body_at);
    }

    Flaw parts() {
        for (const auto& [number, form] : wanted_.part_text) {
            const std::uint64_t n = number.value();
            if (n < 1 || n > leaves_.size()) return flaw("no_part", {{"number", std::to_string(n)}});
            const Part& leaf = *leaves_[n - 1];
            if (has_line(text_in(leaf.charset, leaf.decoded).value_or(leaf.decoded), form)) continue;
            if (!leaf.wrong.note.empty()) return leaf.wrong;
            return flaw("no_part_line", {{"number", std::to_string(n)}, {"form", form}}, leaf.body_at);
        }
        return {};
    }

    Flaw attachment() {
        if (!wanted_.attachment) return {};
        for (std::size_t i = 1; i < leaves_.size(); ++i)
            if (is_attachment(*leaves_[i])) return {};
        return flaw("other_attachment");
    }

    bool is_attachment(const Part& leaf) const {
        const auto& [digest, text, name, octets] = *wanted_.attachment;
        if (digest && hex(sha256(leaf.decoded)) != lower_case(*digest)) return false;
        if (octets && leaf.decoded.size() != octets->value()) return false;
        if (text && !has_line(leaf.decoded, *text)) return false;
        return !name || has_form(leaf.name, *name);
    }

    Flaw fetched() {
        if (!wanted_.fetched) return {};
        for (const auto& session : attempt_.sessions) {
            if (session->mailbox.empty()) continue;
            const std::vector<std::uint64_t> ids = messages_of(*session, "RETR");
            if (std::ranges::find(ids, letter_.id) != ids.end()) return {};
        }
        return flaw("not_fetched");
    }

    const Letter& wanted_;
    const Attempt& attempt_;
    const Accepted& letter_;
    const std::string text_;
    const Part message_;
    const std::vector<const Part*> leaves_;
    std::size_t passed_ = 0;
    bool too_large_ = false;
    Flaw complaint_;
};

}  // namespace

Finding evaluate(const Letter& wanted, const Attempt& attempt) {
    Finding finding;
    std::size_t count = 0, nearest = 0;
    for (const auto& session : attempt.sessions) {
        for (const Accepted& letter : session->accepted) {
            if (letter.is_for_desk()) continue;
            const LetterCheck check(wanted, attempt, letter);
            if (check.complaint().empty()) {
                if (++count == 1) finding = {};
                finding.lines.push_back(letter.where);
                finding.remark = check.remark();
            } else if (count == 0 && check.passed() >= nearest) {
                nearest = check.passed();
                finding.lines = {check.decided_by()};
                finding.note = check.complaint();
                finding.mistake = check.too_large() ? "too_large" : "";
            }
        }
    }
    finding.holds = wanted.count ? count == wanted.count->value() : count > 0;
    if (finding.holds && count == 0) finding.note = {}, finding.mistake.clear();
    if (!finding.holds && count > 0) finding.note = {"count", {{"count", std::to_string(count)}}};
    return finding;
}

}  // namespace postlab::course
