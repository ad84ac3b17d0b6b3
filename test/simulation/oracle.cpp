#include "test/simulation/oracle.h"

#include <utility>

#include "test/simulation/letter.h"
#include "test/simulation/trace.h"

namespace postlab::simulation {
namespace {

std::string name_of(Oracle::Number number, const std::string& mailbox) {
    return "letter " + std::to_string(number) + " to " + mailbox;
}

}  // namespace

void Oracle::sending(Number number, std::string text, std::set<std::string> recipients) {
    trace("sending letter " + std::to_string(number) + ", " + std::to_string(text.size()) + " octets");
    Letter& letter = sent_[number];
    letter.text = std::move(text);
    for (const std::string& mailbox : recipients) letter.copies[mailbox] = {};
}

void Oracle::stored(Number number, std::uint64_t id) {
    trace("250 for letter " + std::to_string(number) + ", message " + std::to_string(id));
    learn_id(number, id);
    for (auto& [mailbox, copy] : sent_.at(number).copies) {
        demand(copy.came != Sure::no, name_of(number, mailbox) + " got its 250 after it had been found missing");
        copy.came = Sure::yes;
    }
}

/// A commit that failed may still be found after a crash: its last sync said no, and the log has it all the same.
void Oracle::refused(Number) {}

void Oracle::learn_id(Number number, std::uint64_t id) {
    const auto [known, is_new] = by_id_.try_emplace(id, number);
    demand(is_new || known->second == number, "message id " + std::to_string(id) + " is that of letters " +
                                                  std::to_string(known->second) + " and " + std::to_string(number));
    Letter& letter = sent_.at(number);
    demand(letter.id == 0 || letter.id == id, "letter " + std::to_string(number) + " is there twice");
    letter.id = id;
}

Oracle::Number Oracle::letter_of(std::uint64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? 0 : found->second;
}

Oracle::Expected Oracle::expected(const std::string& mailbox) const {
    Expected expected;
    for (const auto& [id, number] : by_id_) {
        const auto& copies = sent_.at(number).copies;
        const auto copy = copies.find(mailbox);
        if (copy == copies.end()) continue;
        if (copy->second.came == Sure::yes && copy->second.went == Sure::no) expected.there[id] = number;
        if (copy->second.went == Sure::yes) expected.gone.insert(id);
    }
    return expected;
}

void Oracle::listed(const std::string& mailbox, const Expected& expected, const std::vector<Listed>& list) {
    trace(mailbox + " has " + std::to_string(list.size()) + " messages listed");
    std::set<std::uint64_t> ids;
    for (const Listed& message : list) {
        demand(ids.insert(message.id).second,
               "message " + std::to_string(message.id) + " is listed twice for " + mailbox);
        demand(!expected.gone.contains(message.id),
               name_of(letter_of(message.id), mailbox) + " is listed though its deletion was confirmed");
        if (const Number number = letter_of(message.id)) {
            known(number, mailbox, "is listed");
            check_unique_id(message.unique_id, mailbox, number);
        }
    }
    // Who had the maildrop until then may have deleted meanwhile.
    for (const auto& [id, number] : expected.there)
        demand(ids.contains(id) || sent_.at(number).copies.at(mailbox).went != Sure::no,
               name_of(number, mailbox) + " got its 250 and is not listed");
    promises_ += expected.there.size();
}

Oracle::Number Oracle::fetched(const std::string& mailbox, const Listed& listed, std::string_view content) {
    const auto number = number_of_letter(content);
    demand(number && sent_.contains(*number), "what " + mailbox + " fetched is no letter that anybody sent");
    Letter& letter = known(*number, mailbox, "was fetched");
    check_content(letter, *number, content);
    demand(content.size() == listed.octets, name_of(*number, mailbox) + " has other octets than LIST said");
    learn_id(*number, listed.id);
    check_unique_id(listed.unique_id, mailbox, *number);
    letter.copies.at(mailbox).came = Sure::yes;
    return *number;
}

Oracle::Letter& Oracle::known(Number number, const std::string& mailbox, std::string_view what) {
    Letter& letter = sent_.at(number);
    const auto copy = letter.copies.find(mailbox);
    demand(copy != letter.copies.end(),
           name_of(number, mailbox) + " " + std::string(what) + ", but it was never sent there");
    demand(copy->second.came != Sure::no,
           name_of(number, mailbox) + " " + std::string(what) + " after it was not there");
    demand(copy->second.went != Sure::yes, name_of(number, mailbox) + " " + std::string(what) + " after its deletion");
    return letter;
}

/// Behind its trace lines it is what was sent.
void Oracle::check_content(const Letter& letter, Number number, std::string_view content) const {
    const std::string which = "letter " + std::to_string(number);
    demand(content.ends_with(letter.text), which + " has not the octets that were sent");
    content.remove_suffix(letter.text.size());
    demand(content.starts_with("Return-Path: <") && content.ends_with("\r\n"), which + " begins with something else");
    demand(content.size() < 1000, which + " begins with more than its trace");
}

void Oracle::check_unique_id(const std::string& unique_id, const std::string& mailbox, Number number) {
    const Owner owner(mailbox, number);
    const std::string& first = unique_id_of_.try_emplace(owner, unique_id).first->second;
    demand(first == unique_id, name_of(number, mailbox) + " had the unique-id " + first + " and has " + unique_id);
    const auto [known, is_new] = unique_ids_.try_emplace(unique_id, owner);
    demand(is_new || known->second == owner, "unique-id " + unique_id + " is that of " +
                                                 name_of(known->second.second, known->second.first) + " and of " +
                                                 name_of(number, mailbox));
}

void Oracle::deleting(const std::string& mailbox, const std::set<Number>& letters) {
    trace("QUIT of " + mailbox + " for " + std::to_string(letters.size()));
    for (const Number number : letters) {
        Copy& copy = sent_.at(number).copies.at(mailbox);
        copy.came = Sure::yes;
        if (copy.went == Sure::no) copy.went = Sure::maybe;
    }
    // What was left open before can't be told apart from this any more.
    std::erase_if(deletions_, [&](const auto& deletion) { return deletion.first == mailbox; });
    if (letters.size() > 1) deletions_.emplace_back(mailbox, letters);
}

void Oracle::deleted(const std::string& mailbox, const std::set<Number>& letters) {
    trace("+OK to QUIT of " + mailbox + " for " + std::to_string(letters.size()));
    for (const Number number : letters) sent_.at(number).copies.at(mailbox).went = Sure::yes;
}

void Oracle::found(const std::vector<Found>& all) {
    trace("an audit finds " + std::to_string(all.size()) + " messages");
    std::map<Number, std::set<std::string>> there;
    for (const Found& message : all) {
        const auto number = number_of_letter(message.content);
        demand(number && sent_.contains(*number),
               "message " + std::to_string(message.id) + " is no letter that anybody sent");
        const Letter& letter = known(*number, message.mailbox, "was found");
        check_content(letter, *number, message.content);
        demand(message.content.size() == message.octets,
               name_of(*number, message.mailbox) + " has other octets than it says");
        demand(there[*number].insert(message.mailbox).second, name_of(*number, message.mailbox) + " is there twice");
        learn_id(*number, message.id);
        check_unique_id(message.unique_id, message.mailbox, *number);
    }
    settle_deletions(there);
    for (auto& [number, letter] : sent_) settle(number, letter, there[number]);
}

/// Nobody works, so what is there now stays, and what isn't never comes.
void Oracle::settle(Number number, Letter& letter, const std::set<std::string>& there) {
    std::set<bool> came;
    for (auto& [mailbox, copy] : letter.copies) {
        const bool is_there = there.contains(mailbox);
        demand(is_there || copy.came != Sure::yes || copy.went != Sure::no,
               name_of(number, mailbox) + " got its 250 and is missing");
        ++promises_;
        if (copy.came == Sure::maybe) copy.came = is_there ? Sure::yes : Sure::no;
        if (copy.went == Sure::no) came.insert(is_there);
        if (copy.went == Sure::maybe) {
            copy.went = is_there ? Sure::no : Sure::yes;
            came.insert(copy.came == Sure::yes);
        }
        if (copy.went == Sure::yes && copy.came == Sure::yes) came.insert(true);
    }
    demand(came.size() <= 1, "letter " + std::to_string(number) + " came to some of its recipients and not to others");
}

/// All that a QUIT was to delete, or nothing of it.
void Oracle::settle_deletions(const std::map<Number, std::set<std::string>>& there) {
    for (const auto& [mailbox, numbers] : deletions_) {
        std::set<bool> gone;
        for (const Number number : numbers) {
            const auto found = there.find(number);
            gone.insert(found == there.end() || !found->second.contains(mailbox));
        }
        demand(gone.size() == 1, "a QUIT of " + mailbox + " deleted some of its letters and not the others");
    }
    deletions_.clear();
}

}  // namespace postlab::simulation
