#include "labs/course/grading/nobodys.h"

#include <algorithm>
#include <set>

#include "labs/course/grading/judge.h"
#include "labs/course/lab/words.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using Sign = NobodysSession::Sign;

constexpr std::size_t most_words = 200, longest_word = 80;  // that are looked at in a session
constexpr unsigned most_badges = 8;                         // words in it that begin like a student's badge
constexpr std::size_t most_letters = 20;                    // of it whose Subjects, or Froms, are looked at

/// Whether one character more, less, or another makes the one of the other.
bool is_one_off(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto [left, right] = std::ranges::mismatch(a, b);
    const auto same = static_cast<std::size_t>(left - a.begin());
    return a.substr(same + (a.size() == b.size() && same < a.size())) == b.substr(std::min(same + 1, b.size()));
}

bool is_in_word(char c) {
    return is_ascii_letter(c) || is_digit(c) || std::string_view("+-._").find(c) != std::string_view::npos;
}

/// The words of a command behind its verb, in lower case; an address is one up to its @.
std::vector<std::string> words_in(const Turn& turn) {
    std::vector<std::string> words;
    if (turn.kind != Turn::Kind::command || turn.said.empty()) return words;
    const std::string line = lower_case(turn.said[0].text);
    for (auto at = line.begin(); at != line.end();) {
        const auto begin = std::find_if(at, line.end(), is_in_word),
                   end = std::find_if_not(begin, line.end(), is_in_word);
        const bool domain = begin != line.begin() && begin != line.end() && *(begin - 1) == '@';
        if (begin != end && !domain && static_cast<std::size_t>(end - begin) <= longest_word)
            words.emplace_back(begin, end);
        at = end;
    }
    return words;
}

/// Decoded; nothing: it has none.
std::optional<std::string> subject_of(const Accepted& letter) {
    const Part message = parse_message(letter.text());
    const Part::Header* subject = message.header("Subject");
    if (subject == nullptr) return std::nullopt;
    return decoded_header(subject->text).text;
}

/// With nothing known about its owner yet.
NobodysSession unknown(const EndedSession& session) {
    NobodysSession found{};
    found.conversation = session.conversation;
    found.at = session.ended;
    found.protocol = name_of(session.protocol);
    return found;
}

/// The name in front of the @ of a letter's From, in lower case; empty: there is none.
std::string name_in_from(const Accepted& letter) {
    const Part message = parse_message(letter.text());
    const Part::Header* from = message.header("From");
    if (from == nullptr) return "";
    const std::string text = lower_case(from->text);
    const auto at = text.begin() + static_cast<std::ptrdiff_t>(std::min(text.rfind('@'), text.size()));
    if (at == text.end()) return "";
    return {std::find_if_not(std::make_reverse_iterator(at), text.rend(), is_in_word).base(), at};
}

/// What a session says about its owner, so far.
class Look {
public:
    Look(const EndedSession& session, const Judge& judge)
        : session_(session), judge_(judge), found_(unknown(session)) {}

    std::optional<NobodysSession> result() {
        std::size_t left = most_words;
        for (const Turn& turn : session_.turns)
            for (const std::string& word : words_in(turn))
                if (left > 0) --left, look_at(word, turn.verb);
        for (std::size_t i = 0; i < std::min(session_.accepted.size(), most_letters); ++i)
            look_at_subject(session_.accepted[i]);
        if (!tried_ && found_.student.empty()) return std::nullopt;
        return found_;
    }

private:
    void take(Sign sign, const std::string& student, const std::string& said, const std::string& lab = "") {
        if (sign >= found_.sign) return;
        found_.sign = sign;
        found_.student = student;
        found_.said = said;
        found_.lab = lab;
    }

    void look_at(const std::string& word, std::string_view verb) {
        const bool envelope = verb == "MAIL" || verb == "RCPT";
        tried_ = tried_ || envelope || verb == "USER";
        if (envelope || verb == "USER") look_for_name(word, envelope ? Sign::mailbox : Sign::login);
        if (word.size() > 6 && badges_ < most_badges) look_for_badge(word);
    }

    /// A student's name, or what is nearly the name of one alone.
    void look_for_name(const std::string& word, Sign sign) {
        std::vector<std::string> near;
        for (const std::string& student : judge_.students())
            if (is_one_off(word, student)) near.push_back(student);
        const bool exact = std::ranges::find(near, word) != near.end();
        if (exact || (near.size() == 1 && sign == Sign::login)) take(sign, exact ? word : near[0], word);
    }

    /// "s017+L05-7f3a", or the desk's "course+s017-L05-7f3a", or nearly that.
    void look_for_badge(const std::string& word) {
        constexpr std::string_view desk = "course+";
        const std::string own = word.starts_with(desk) ? word.substr(desk.size()) : word;
        bool like_one = false;
        for (const std::string& student : judge_.students()) {
            const std::string begins = own.substr(0, student.size());
            if (begins != student && !is_one_off(begins, student)) continue;
            like_one = true;
            for (const Lab& lab : judge_.labs().labs) {
                const std::string right = lower_case(token(judge_.key(), student, lab.id));
                const bool same = own == right || own == student + "-" + right.substr(student.size() + 1);
                if (same) take(Sign::lab, student, word, lab.id);
                if (!same && is_one_off(own, right)) take(Sign::badge, student, word, lab.id);
            }
            if (begins == student && own.size() > begins.size() && own[begins.size()] == '+')
                take(Sign::badge, student, word);
        }
        badges_ += like_one;
    }

    /// A Subject with a value in it, as a check of a lab asks for: who knows it has read that student's sheet.
    void look_at_subject(const Accepted& letter) {
        if (found_.sign != Sign::mailbox) return;
        const auto subject = subject_of(letter);
        if (!subject) return;
        for (const Lab& lab : judge_.labs().labs) {
            const Attempt* attempt = judge_.attempts().current(found_.student, lab.id);
            const Values values = judge_.values(found_.student, lab.id, attempt ? attempt->variant : 0);
            for (const Check& check : lab.checks)
                for (const Condition& condition : check.conditions)
                    if (const auto* wanted = std::get_if<Letter>(&condition))
                        for (const auto& [name, form] : wanted->fields)
                            if (equal_ignoring_case(name, "subject") && form.find('$') != form.npos &&
                                has_form(*subject, substituted(form, values)))
                                return take(Sign::subject, found_.student, *subject, lab.id);
        }
    }

    const EndedSession& session_;
    const Judge& judge_;
    NobodysSession found_;
    unsigned badges_ = 0;
    bool tried_ = false;
};

/// The codes that only that student has in that lab.
std::vector<std::string> codes_of(const Judge& judge, const Lab& lab, const std::string& student, unsigned variant) {
    std::vector<std::string> codes;
    const Values values = judge.values(student, lab.id, variant);
    for (const Parameter& parameter : lab.parameters)
        if (parameter.kind == Parameter::Kind::code) codes.push_back(values.at(parameter.name));
    return codes;
}

bool has_any(const std::vector<std::string>& texts, const std::vector<std::string>& codes) {
    return std::ranges::any_of(texts, [&](const std::string& text) {
        return std::ranges::any_of(codes, [&](const std::string& code) { return text.find(code) != text.npos; });
    });
}

/// Of letters that went elsewhere than to the desk, without those that have one of the codes in it.
std::vector<std::string> subjects_without(const std::vector<std::string>& codes, const EndedSession& session) {
    std::vector<std::string> subjects;
    std::size_t left = most_letters;
    for (const Accepted& letter : session.accepted) {
        if (letter.is_for_desk_alone()) continue;
        if (left-- == 0) break;
        if (const auto subject = subject_of(letter); subject && !has_any({*subject}, codes))
            subjects.push_back(*subject);
    }
    return subjects;
}

}  // namespace

std::optional<NobodysSession> look_at(const EndedSession& session, const Judge& judge) {
    return Look(session, judge).result();
}

std::optional<NobodysSession> look_at(const EndedSession& session, const TokenOwner& badge,
                                      const std::vector<std::string>& students) {
    std::vector<std::string> names;
    for (const Turn& turn : session.turns)
        if ((turn.verb == "MAIL" || turn.verb == "USER") && names.size() < most_words)
            for (std::string& word : words_in(turn)) names.push_back(std::move(word));
    for (std::size_t i = 0; i < std::min(session.accepted.size(), most_letters); ++i)
        names.push_back(name_in_from(session.accepted[i]));
    const auto other = std::ranges::find_if(names, [&](const std::string& name) {
        return name != badge.student && std::ranges::binary_search(students, name);
    });
    if (other == names.end()) return std::nullopt;
    NobodysSession found = unknown(session);
    found.sign = Sign::neighbour;
    found.student = *other;
    found.said = badge.student;
    found.lab = badge.lab;
    return found;
}

std::string owner_of_code(const EndedSession& session, const std::string& student, const std::string& lab,
                          unsigned variant, const Judge& judge) {
    const Lab* of = judge.labs().find(lab);
    if (of == nullptr) return "";
    const std::vector<std::string> own = codes_of(judge, *of, student, variant);
    if (own.empty()) return "";
    const std::vector<std::string> subjects = subjects_without(own, session);
    if (subjects.empty()) return "";
    for (const std::string& other : judge.students())
        if (other != student && has_any(subjects, codes_of(judge, *of, other, 0))) return other;
    return "";
}

}  // namespace postlab::course
