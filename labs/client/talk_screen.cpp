#include "labs/client/talk_screen.h"

#include <algorithm>
#include <ostream>

#include "labs/client/in_words.h"
#include "labs/language/sentences.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

using What = Overheard::What;

Ink ink_of(const Overheard& line) {
    const bool listed = line.what == What::reply && line.place > 1 && line.protocol != Protocol::smtp;
    if (listed || line.what == What::content) return Ink::letter;
    return says_no(line.text) ? Ink::refusal : Ink::server;
}

}  // namespace

std::string shown(std::string_view line, bool raw) {
    if (raw) return visible(line, false);
    if (line.ends_with("\r\n")) line.remove_suffix(2);
    std::string text;
    while (!line.empty()) {
        const std::size_t word = std::min(line.find_first_of(" \t"), line.size());
        text += visible(line.substr(0, word), false);
        line.remove_prefix(word);
        const std::size_t blank = std::min(line.find_first_not_of(" \t"), line.size());
        text += line.substr(0, blank);
        line.remove_prefix(blank);
    }
    return text;
}

void TalkScreen::show(const Overheard& line) {
    if (view_.words)
        out_ << in_words(line, view_.echoed, language_) << std::endl;
    else if (!line.by_client())
        out_ << inked(out_, ink_of(line), shown(line.bytes, view_.raw)) << std::endl;
    if (view_.explain) explain(line);
}

void TalkScreen::explain(const Overheard& line) {
    const auto at = std::chrono::floor<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
    for (const Annotation& note : notes_.below(line, at)) {
        const std::string said = note.sentence(language_);
        out_ << inked(out_, Ink::aside,
                      view_.words ? language_.say("words.explanation"_sentence, {said}) + "\n"
                                  : paragraph(said, "     # ", "       ", columns_of(out_)))
             << std::flush;
    }
}

}  // namespace postlab::labs
