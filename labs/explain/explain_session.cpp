#include "labs/explain/explain_session.h"

#include <ostream>

#include "labs/explain/annotator.h"
#include "labs/record/turns.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

void print_notes(const std::vector<Annotation>& notes, const Language& language, std::ostream& out) {
    for (const Annotation& note : notes) out << paragraph(note.sentence(language), "     # ", "       ");
}

void print_utterance(const Utterance& said, const Annotated& annotated, const Language& language, std::ostream& out) {
    print_notes(annotated.before, language, out);
    for (std::size_t i = 0; i < said.lines.size(); ++i) {
        out << (said.direction == Direction::client ? "C  " : "S  ") << visible(said.lines[i].bytes, false) << "\n";
        print_notes(annotated.at_line[i], language, out);
    }
    print_notes(annotated.behind, language, out);
}

}  // namespace

void explain_session(const Conversation& conversation, std::ostream& out, const Language& language) {
    out << heading_of(conversation, language) << "\n\n";
    Annotator annotator(conversation.protocol(), language);
    const Turns turns(conversation);
    for (const Utterance& said : turns.utterances()) print_utterance(said, annotator.annotate(said), language, out);
    if (const std::uint64_t lost = conversation.lost_at_end())
        print_notes({{Annotation::About::missing, lost_note(lost, language)}}, language, out);
}

}  // namespace postlab::labs
