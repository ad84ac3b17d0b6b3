#include "labs/explain/overheard_notes.h"

#include <iterator>

namespace postlab::labs {

namespace {

using What = Overheard::What;

Line line_of(std::string_view bytes, std::chrono::microseconds at) {
    const std::size_t end = bytes.ends_with("\r\n") ? 2 : bytes.ends_with('\n') ? 1 : 0;
    const Line::End ends[] = {Line::End::none, Line::End::lf, Line::End::crlf};
    return {bytes, bytes.substr(0, bytes.size() - end), ends[end], at, 0};
}

}  // namespace

std::vector<Annotation> OverheardNotes::below(const Overheard& overheard, std::chrono::microseconds at) {
    if (!overheard.protocol) return {};
    if (!annotator_) annotator_.emplace(*overheard.protocol, language_);
    if (overheard.what != What::reply || overheard.place == 1) lines_.clear();
    lines_.emplace_back(overheard.bytes);
    if (overheard.what == What::reply && !overheard.last) return {};
    std::vector<Line> lines;
    for (const std::string& line : lines_) lines.push_back(line_of(line, at));
    const Utterance said{.direction = overheard.by_client() ? Direction::client : Direction::server,
                         .content = overheard.what == What::letter || overheard.what == What::content,
                         .bytes = lines_.front(),
                         .lines = lines,
                         .seq = 0,
                         .at = at,
                         .state_before = overheard.before,
                         .state_after = overheard.after,
                         .verb = overheard.verb,
                         .reply = overheard.row ? overheard.row->id : std::string_view(),
                         .mailboxes = {},
                         .messages = {},
                         .injected = {},
                         .tls = {},
                         .lost = 0,
                         .left_out = 0};
    Annotated notes = annotator_->annotate(said);
    std::vector<Annotation> all;
    for (std::vector<Annotation>& some : notes.at_line) std::ranges::move(some, std::back_inserter(all));
    std::ranges::move(notes.behind, std::back_inserter(all));
    return all;
}

}  // namespace postlab::labs
