#include "labs/catalogue/in_language.h"

#include "labs/catalogue/catalogue_languages.h"
#include "labs/catalogue/codes.h"
#include "labs/catalogue/transitions.h"
#include "shared/notes.h"

namespace postlab::labs {

namespace {

std::string id_of(const char* kind, const Tables& tables, std::string_view row) {
    return std::string(kind).append(name_of(tables.protocol)).append(".").append(row);
}

Text why_text(const Tables& tables, const Reply& reply) { return {id_of("why.", tables, reply.id), reply.why}; }
Text why_text(const Note& note) { return {"why." + std::string(note.id), note.why}; }
Text purpose_text(const Tables& tables, const Verb& verb) { return {id_of("verb.", tables, verb.name), verb.purpose}; }
Text purpose_text(const Tables& tables, const PassingState& state) {
    return {id_of("state.", tables, state.name), state.purpose};
}
Text task_text(const Tables& tables) { return {"task." + std::string(name_of(tables.protocol)), tables.task}; }

std::string_view in(const Language& language, const Text& text) { return language.text(text.id, text.english); }

}  // namespace

std::string_view why(const Tables& tables, const Reply& reply, const Language& language) {
    return in(language, why_text(tables, reply));
}
std::string_view why(const Note& note, const Language& language) { return in(language, why_text(note)); }
std::string_view purpose(const Tables& tables, const Verb& verb, const Language& language) {
    return in(language, purpose_text(tables, verb));
}
std::string_view purpose(const Tables& tables, const PassingState& state, const Language& language) {
    return in(language, purpose_text(tables, state));
}
std::string_view task(const Tables& tables, const Language& language) { return in(language, task_text(tables)); }

std::vector<Text> texts_of_rows() {
    std::vector<Text> texts{{std::string(language_name.id), language_name.text}};
    for (const Protocol protocol : all_protocols) {
        const Tables& all = tables(protocol);
        texts.push_back(task_text(all));
        for (const Verb& verb : all.verbs) texts.push_back(purpose_text(all, verb));
        for (const PassingState& state : passing_states(protocol)) texts.push_back(purpose_text(all, state));
        for (const Reply& reply : all.replies) texts.push_back(why_text(all, reply));
    }
    for (const Reply& reply : tables(Protocol::pop3).replies)
        if (const Text said = said_text(reply); !said.english.empty()) texts.push_back(said);
    for (const Note& note : notes) texts.push_back(why_text(note));
    for (const Sentence& meaning : meanings_of_codes()) texts.push_back({std::string(meaning.id), meaning.text});
    return texts;
}

}  // namespace postlab::labs
