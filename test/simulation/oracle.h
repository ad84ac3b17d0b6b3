#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postlab::simulation {

/// A promise was broken.
class Broken : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
inline void demand(bool holds, const std::string& otherwise) {
    if (!holds) throw Broken(otherwise);
}

/// What clients were promised, and so what must be in the maildrops, may be, or must not be. It knows what crossed the
/// network and nothing of the program. Clients tell it what they do and hear; what is found is held against that.
class Oracle {
public:
    using Number = std::uint64_t;  ///< of a letter; each attempt to send one is a letter of its own

    // What is said at the SMTP port.
    Number new_letter() { return ++letters_; }
    /// From now on the letter may be stored: its last octets may have left.
    void sending(Number letter, std::string text, std::set<std::string> recipients);
    void stored(Number letter, std::uint64_t id);  ///< 250 was heard
    void refused(Number letter);                   ///< 4yz or 5yz was

    // What is said at the POP3 port.
    struct Listed {
        std::uint64_t id = 0;
        std::string unique_id;
        std::uint64_t octets = 0;
    };
    /// What was certain when somebody asked to log in, against which list() is held.
    struct Expected {
        std::map<std::uint64_t, Number> there;  ///< by id
        std::set<std::uint64_t> gone;
    };
    Expected expected(const std::string& mailbox) const;
    void listed(const std::string& mailbox, const Expected& expected, const std::vector<Listed>& list);
    /// The whole content of a listed message; whose letter it is.
    Number fetched(const std::string& mailbox, const Listed& listed, std::string_view content);
    Number letter_of(std::uint64_t id) const;  ///< 0: not known
    /// QUIT has been sent for these; what became of it is told by one of the next two, or never heard.
    void deleting(const std::string& mailbox, const std::set<Number>& letters);
    void deleted(const std::string& mailbox, const std::set<Number>& letters);

    // What is found in the database while nobody works.
    struct Found {
        std::string mailbox, unique_id;
        std::uint64_t id, octets;
        std::string content;
    };
    void found(const std::vector<Found>& all);

    std::uint64_t promises() const { return promises_; }  ///< that have been held against what is there

private:
    enum class Sure { no, maybe, yes };
    struct Copy {
        Sure came = Sure::maybe, went = Sure::no;
    };
    struct Letter {
        std::string text;
        std::uint64_t id = 0;
        std::map<std::string, Copy> copies;  ///< by mailbox
    };

    Letter& known(Number number, const std::string& mailbox, std::string_view what);
    void check_content(const Letter& letter, Number number, std::string_view content) const;
    void check_unique_id(const std::string& unique_id, const std::string& mailbox, Number number);
    void learn_id(Number number, std::uint64_t id);
    void settle(Number number, Letter& letter, const std::set<std::string>& there);
    void settle_deletions(const std::map<Number, std::set<std::string>>& there);

    Number letters_ = 0;
    std::map<Number, Letter> sent_;
    std::map<std::uint64_t, Number> by_id_;
    using Owner = std::pair<std::string, Number>;  ///< a mailbox, and a letter in it
    std::map<std::string, Owner> unique_ids_;      ///< ever seen: whose
    std::map<Owner, std::string> unique_id_of_;
    std::vector<std::pair<std::string, std::set<Number>>> deletions_;  ///< of which nobody knows whether they were done
    std::uint64_t promises_ = 0;
};

}  // namespace postlab::simulation
