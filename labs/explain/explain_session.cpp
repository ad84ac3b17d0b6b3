#include "labs/explain/explain_session.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <utility>

#include "labs/record/turns.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

/// Prints utterances with what there is to say of them, each line behind the same front.
class Page {
public:
    Page(std::string front, const Language& language, std::ostream& out)
        : front_(std::move(front)), language_(language), out_(out) {}

    void print(const std::vector<Annotation>& notes) const {
        const std::size_t room = columns_of(out_) - std::min(columns(front_), columns_of(out_) / 2);
        for (const Annotation& note : notes) {
            std::string text = paragraph(note.sentence(language_), "     # ", "       ", room);
            for (std::size_t from = 0, end; from < text.size(); from = end + 1) {
                end = text.find('\n', from);
                out_ << front_ << inked(out_, Ink::aside, text.substr(from, end - from)) << "\n";
            }
        }
    }

    void print(const Utterance& said, const Annotated& annotated) const {
        print(annotated.before);
        for (std::size_t i = 0; i < said.lines.size(); ++i) {
            const char* who = said.direction == Direction::client ? "C  " : "S  ";
            out_ << front_ << inked(out_, ink_of(said), who + visible(said.lines[i].bytes, false)) << "\n";
            print(annotated.at_line[i]);
        }
        print(annotated.behind);
    }

private:
    const std::string front_;
    const Language& language_;
    std::ostream& out_;
};

/// Whether what comes next decides what there is to say: an unfinished line of content, or a client's lone dot, which
/// ends the content only where a reply follows.
bool is_undecided(const store::KeptEvent& last) {
    if (!last.content || last.left_out != 0 || last.bytes.empty()) return false;
    std::string_view text = last.bytes;
    if (!text.ends_with('\n')) return true;
    text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    return last.direction == Direction::client && (text == "." || text.ends_with("\n."));
}

}  // namespace

void explain_session(const Conversation& conversation, std::ostream& out, const Language& language) {
    out << inked(out, Ink::heading, heading_of(conversation, language)) << "\n\n";
    Annotator annotator(conversation.protocol(), language);
    const Page page("", language, out);
    const Turns turns(conversation);
    for (const Utterance& said : turns.utterances()) page.print(said, annotator.annotate(said));
    if (const std::uint64_t lost = conversation.lost_at_end())
        page.print({{Annotation::About::missing, lost_note(lost, language)}});
}

void GrowingExplanation::print(std::vector<store::KeptEvent> events, std::uint32_t first, bool over,
                               std::ostream& out) {
    if (!held_.empty()) first = held_first_;
    events.insert(events.begin(), std::make_move_iterator(held_.begin()), std::make_move_iterator(held_.end()));
    held_.clear();
    if (!over && !events.empty() && is_undecided(events.back())) {
        held_first_ = events.size() == 1 ? first : events.back().seq;
        held_.push_back(std::move(events.back()));
        events.pop_back();
    }
    for (store::KeptEvent& event : events) event.seq -= first;  // as of a conversation that begins here
    Conversation piece = about_;
    piece.events = std::move(events);
    const Page page(front_, language_, out);
    const Turns turns(piece);
    for (const Utterance& said : turns.utterances()) page.print(said, annotator_.annotate(said));
}

}  // namespace postlab::labs
