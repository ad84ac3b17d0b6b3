#include "labs/course/lab/note.h"

namespace postlab::course {

Note because(Note note, const Note& reason) {
    if (reason.empty()) return note;
    note.key += "/" + reason.key;
    note.values.insert(reason.values.begin(), reason.values.end());
    return note;
}

std::string said(const Note& note, const Strings& common, std::string_view language) {
    const std::size_t stroke = note.key.find('/');
    const std::string key = "note." + note.key.substr(0, stroke);
    if (!common.has(key)) return note.key;
    const std::string sentence = common.line(key, language, note.values);
    if (stroke == note.key.npos) return sentence;
    const std::string why = said(Note(note.key.substr(stroke + 1), note.values), common, language);
    return common.line("note.because", language, {{"what", sentence}, {"why", why}});
}

}  // namespace postlab::course
