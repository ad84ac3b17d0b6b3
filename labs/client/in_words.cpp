#include "labs/client/in_words.h"

#include <algorithm>

#include "labs/language/sentences.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using What = Overheard::What;

std::string_view without_end(std::string_view line) {
    const std::size_t end = line.ends_with("\r\n") ? 2 : line.ends_with('\n') ? 1 : 0;
    return line.substr(0, line.size() - end);
}

std::string name_in_words(const std::string& name, const Language& language) {
    if (name == "HT") return language.say("words.tab"_sentence);
    if (name == "SP") return language.say("words.space"_sentence);
    const bool known = name == "CR" || name == "LF" || name == "NUL" || name == "DEL";
    return known ? name : language.say("words.octet"_sentence, {name});
}

std::string text_in_words(std::string_view text, const Language& language) {
    if (text.empty()) return language.say("words.empty"_sentence);
    if (text == ".") return language.say("words.dot_alone"_sentence);
    std::string words;
    for (const VisiblePart& part : visible_parts(text))
        words += part.name.empty() ? std::string(part.octets) : "(" + name_in_words(part.name, language) + ")";
    const std::size_t dots = std::min(text.find_first_not_of('.'), text.size());
    if (dots == 0) return words;
    return language.say(dots == 1 ? "words.begins_with_dot"_sentence : "words.begins_with_dots"_sentence,
                        {words, std::to_string(dots)});
}

std::string end_in_words(std::string_view line, const Language& language) {
    if (line.ends_with("\r\n")) return "CR LF";
    return language.say(line.ends_with('\n') ? "words.lf_alone"_sentence : "words.no_line_end"_sentence);
}

std::string and_then(std::string_view words, std::string_view more, const Language& language) {
    return language.say("words.and_then"_sentence, {words, more});
}

/// What a reader sees from where the line stands.
std::string place_in_words(const Overheard& line, const Language& language) {
    const bool dot = line.text == ".", list = line.what == What::reply && dot;
    auto counted = [&](const Sentence& sentence, std::size_t lines) {
        return language.say(sentence, {std::to_string(lines), plural(lines)});
    };
    if (line.what == What::reply && !line.last && line.text.substr(0, 4).ends_with('-'))
        return language.say("words.more"_sentence);
    if (!line.last) return "";
    if (list && line.place > 1) return counted("words.end_of_listing"_sentence, line.place - 2);
    if (line.what == What::reply && line.place > 1) return counted("words.last_of"_sentence, line.place);
    if (line.what == What::letter || line.what == What::content)
        return counted("words.end_of_letter"_sentence, line.place - dot);
    return "";
}

/// The client's text, as far as it may be told.
std::string client_in_words(const Overheard& line, const Language& language) {
    if (line.shown.size() == line.text.size()) return text_in_words(line.text, language);
    const std::string secret = language.say("words.secret"_sentence);
    return line.shown.empty() ? secret : and_then(text_in_words(line.shown, language), secret, language);
}

}  // namespace

std::string in_words(std::string_view line, const Language& language) {
    return and_then(text_in_words(without_end(line), language), end_in_words(line, language), language);
}

std::string in_words(const Overheard& line, bool echoed, const Language& language) {
    const bool seen = echoed && !line.text.empty() && line.text[0] != '.' && line.by_client();
    const std::string end = end_in_words(line.bytes, language);
    std::string words = end;
    if (!seen)
        words = and_then(line.by_client() ? client_in_words(line, language) : text_in_words(line.text, language), end,
                         language);
    if (const std::string place = place_in_words(line, language); !place.empty())
        words = and_then(words, place, language);
    if (seen) return language.say("words.sent_so"_sentence, {words});
    return language.say(line.by_client() ? "words.sent"_sentence : "words.server"_sentence, {words});
}

}  // namespace postlab::labs
