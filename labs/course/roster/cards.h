#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "labs/course/roster/mail_server.h"
#include "labs/course/roster/student.h"

namespace postlab::course {

/// What one student needs to begin. Pass phrase and PIN are kept as hashes only: the moment they are made is the one to
/// print them. A card without them says that they are as on the one before.
struct Card {
    Student student;
    std::string pass_phrase;
    std::vector<std::string> badges;                ///< "L05-7f3a", one for each lab
    std::optional<std::string> pin = std::nullopt;  ///< none: they have none
};

/// The cards to print and cut: one HTML page that needs no other file, A4, a new sheet for each group, every
/// card in its student's language.
std::string cards_as_html(const std::vector<Card>& cards, const MailServer& server);

/// One card for the terminal.
std::string card_as_text(const Card& card, const MailServer& server);

/// Writes a file that nobody but its owner can read; never over another one: cards.html becomes cards-2.html.
/// Returns its name. Throws std::runtime_error.
std::filesystem::path write_cards(const std::filesystem::path& file, const std::string& html);

}  // namespace postlab::course
