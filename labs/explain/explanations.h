#pragma once
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "labs/catalogue/tables.h"
#include "labs/explain/glossary.h"
#include "labs/language/language.h"
#include "labs/text/ink.h"
#include "shared/transition.h"

namespace postlab::labs {

/// Prints what the tables say about one thing, or about all of them, in a language. What crosses the wire stays as it
/// crosses it: codes, verbs, states, the text of a reply.
class Explanations {
public:
    /// Both outlive it.
    Explanations(const Language& language, std::ostream& out) : language_(language), out_(out) {}

    void overview() const;
    void overview(const Tables& tables) const;
    void verb(const Tables& tables, const Verb& verb) const;
    void state(const Tables& tables, std::size_t column) const;
    void passing(const Tables& tables, const PassingState& state) const;
    /// A few of them whole, many with a line each; of one alone, also what may follow it.
    void replies(const Tables& tables, const std::vector<const Reply*>& replies) const;
    void note(const Note& note) const;
    void word(const GlossaryEntry& entry) const;
    /// May this verb be said in this state? All of them.
    void matrix(const Tables& tables) const;

private:
    void paragraph(std::string_view text, std::string_view first, std::string_view others, Ink ink = Ink::plain) const;
    void heading(const std::string& text) const;
    void block(std::string_view text, std::string_view indent) const;
    void reply(const Tables& tables, const Reply& reply) const;
    std::string refusal(const Reply& reply) const;
    std::string what_may_follow(const Tables& tables, std::string_view state) const;
    void what_may_follow(const Tables& tables, const Reply& reply) const;
    void what_may_follow(const Tables& tables, const Verb& verb) const;
    void gate(const Tables& tables, const Verb& verb) const;
    void transitions_of(const Tables& tables) const;

    const Language& language_;
    std::ostream& out_;
};

}  // namespace postlab::labs
