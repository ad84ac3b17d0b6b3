#include "labs/whatif/letters_then.h"

#include <algorithm>
#include <map>
#include <optional>

#include "labs/whatif/rerun.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "store/mail_tables.h"

namespace postlab::labs {

namespace {

/// What is known of a letter so far.
struct Known {
    std::optional<std::uint64_t> octets;
    std::string unique_id, content;
};
using KnownLetters = std::map<std::uint64_t, Known>;

const Turn* login_in(const Turns& turns) {
    const auto login = std::ranges::find_if(turns, [](const Turn& turn) {
        const auto rows = rows_of(turn);
        return std::ranges::find(rows, "login.ok") != rows.end();
    });
    return login == turns.end() ? nullptr : &*login;
}

/// What the maildrop held, by its login, or where that has not listed it, by the first listing of all that there was.
std::vector<std::uint64_t> ids_in(const Turns& turns) {
    const Turn* login = login_in(turns);
    if (login == nullptr) return {};
    if (!login->messages.empty()) return message_ids(login->messages);
    for (const Turn& turn : turns) {
        if (turn.verb == "DELE") break;
        const auto rows = rows_of(turn);
        if (std::ranges::find(rows, "list.all") != rows.end() || std::ranges::find(rows, "uidl.all") != rows.end())
            return message_ids(turn.messages);
    }
    return {};
}

std::optional<std::uint64_t> number_at(const std::vector<std::string>& words, std::size_t at) {
    return at < words.size() ? number_in<std::uint64_t>(words[at]) : std::nullopt;
}

/// "+OK alice's maildrop has 2 messages (320 octets)": the 320, in whatever language.
std::uint64_t octets_in_all(const Turn& login, std::uint64_t letters) {
    const std::string_view line = login.reply.empty() ? std::string_view() : login.reply.back().text;
    bool counted = false;
    for (std::size_t from = 0; (from = line.find_first_of("0123456789", from)) != line.npos;) {
        const std::size_t end = std::min(line.find_first_not_of("0123456789", from), line.size());
        const auto number = number_in<std::uint64_t>(line.substr(from, end - from));
        if (counted) return number.value_or(0);
        counted = number == letters && (from == 0 || line[from - 1] == ' ');
        from = end;
    }
    return 0;
}

/// Learns from one session what its listings and fetched letters say.
class Listings {
public:
    Listings(const Turns& turns, KnownLetters& known) : known_(known) {
        ids_ = ids_in(turns);
        if (ids_.empty()) return;
        for (const Turn& turn : turns)
            if (turn.code == "+OK") learn(turn);
    }

private:
    void learn(const Turn& turn) {
        if (turn.verb == "RETR") return learn_content(turn);
        if (turn.verb != "LIST" && turn.verb != "UIDL") return;
        for (const Line& line : turn.reply) {
            std::vector<std::string> words = split(line.text);
            if (!words.empty() && words[0] == "+OK") words.erase(words.begin());
            Known* letter = numbered(number_at(words, 0));
            if (letter == nullptr || words.size() < 2) continue;
            if (turn.verb == "UIDL") letter->unique_id = words[1];
            if (turn.verb == "LIST" && number_at(words, 1)) letter->octets = number_at(words, 1);
        }
    }

    Known* numbered(std::optional<std::uint64_t> number) {
        const bool is_one = number && *number >= 1 && *number <= ids_.size();
        const auto found = is_one ? known_.find(ids_[*number - 1]) : known_.end();
        return found == known_.end() ? nullptr : &found->second;
    }

    void learn_content(const Turn& turn) {
        const auto found = known_.find(number_in<std::uint64_t>(turn.messages).value_or(0));
        if (found == known_.end() || !found->second.content.empty()) return;
        const std::vector<std::string> words = split(turn.reply[0].text);
        const std::optional<std::uint64_t> octets = number_at(words, 1);
        std::string content;
        for (const Line& line : turn.reply.subspan(1))
            content += line.text == "." ? std::string_view() : line.bytes.substr(line.bytes.starts_with('.') ? 1 : 0);
        if (octets) found->second.octets = octets;
        if (octets && content.size() == *octets) found->second.content = std::move(content);
    }

    KnownLetters& known_;
    std::vector<std::uint64_t> ids_;
};

bool lacks_octets(const KnownLetters& known) {
    return std::ranges::any_of(known, [](const auto& letter) { return !letter.second.octets; });
}

void learn_from_maildrop(const std::filesystem::path& directory, const std::string& mailbox, std::uint64_t most_octets,
                         KnownLetters& known) {
    if (!std::filesystem::exists(directory / "maildrop.db")) return;
    store::Database database(directory / "maildrop.db", store::Database::Checkpoints::none);
    for (auto& [id, letter] : known)
        for (const store::Copy& copy : store::copies_of(database, static_cast<std::int64_t>(id))) {
            if (copy.mailbox != mailbox) continue;
            letter.octets = copy.message.octets;
            letter.unique_id = copy.message.unique_id;
            if (copy.message.octets > most_octets) continue;
            for (std::uint64_t chunk = 0; letter.content.size() < copy.message.octets; ++chunk) {
                const auto piece = store::read_chunk(database, static_cast<std::int64_t>(id), chunk);
                if (!piece || piece->empty()) break;
                letter.content += *piece;
            }
        }
}

void learn_from(const Rerun& rerun, std::uint64_t id, std::uint64_t most_octets, Known& letter) {
    for (const auto& [_, mailbox] : rerun.there)
        for (const Rerun::Kept& kept : mailbox) {
            if (kept.id != id) continue;
            letter.octets = kept.content.size();
            if (kept.content.size() <= most_octets) letter.content = kept.content;
        }
}

/// The conversation that brought it has all of it, but for the lines that the server put in front: they come of saying
/// it again.
void learn_from_arrivals(store::TranscriptReader& reader, const std::filesystem::path& directory,
                         std::uint64_t most_octets, KnownLetters& known) {
    for (auto& [id, letter] : known) {
        if (letter.octets) continue;
        for (const store::KeptConversation& arrival : reader.bringing(id)) {
            if (arrival.protocol != "smtp" || !arrival.ended || letter.octets) continue;
            try {
                const Recorded recorded({arrival, reader.events(arrival.id)});
                learn_from(run_again(recorded, {}, directory, {}, {}), id, most_octets, letter);
            } catch (const UsageError&) {  // not all of it was kept
            }
        }
    }
}

/// Lines of x's, as many octets as that.
std::string made_up(std::uint64_t octets) {
    std::string content(octets, 'x');
    for (std::size_t end = octets; end >= 2; end -= std::min<std::size_t>(end, 78)) content.replace(end - 2, 2, "\r\n");
    return content;
}

}  // namespace

std::string opened_in(const Recorded& recorded) {
    const Turn* login = recorded.conversation.protocol() == Protocol::pop3 ? login_in(recorded.turns) : nullptr;
    return login == nullptr ? "" : std::string(login->mailboxes);
}

std::vector<LetterThen> letters_then(const Recorded& recorded, store::TranscriptReader& reader,
                                     const std::filesystem::path& directory, std::uint64_t most_octets) {
    const Turn* login = login_in(recorded.turns);
    if (login == nullptr || recorded.conversation.protocol() != Protocol::pop3) return {};
    const std::vector<std::uint64_t> ids = ids_in(recorded.turns);
    KnownLetters known;
    for (const std::uint64_t id : ids) known[id];
    learn_from_maildrop(directory, std::string(login->mailboxes), most_octets, known);
    Listings(recorded.turns, known);
    learn_from_arrivals(reader, directory, most_octets, known);
    if (lacks_octets(known))
        for (const store::KeptConversation& other : reader.opening(login->mailboxes))
            Listings(Turns(Conversation{other, reader.events(other.id)}), known);
    std::uint64_t rest = octets_in_all(*login, ids.size());
    for (const auto& [_, letter] : known) rest -= std::min(rest, letter.octets.value_or(0));
    std::vector<LetterThen> letters;
    for (const std::uint64_t id : ids) {
        Known& letter = known[id];
        const std::uint64_t octets = letter.octets ? *letter.octets : std::exchange(rest, 0);
        const bool gone = letter.content.size() != octets;
        letters.push_back({id, octets, letter.unique_id.empty() ? std::to_string(id) : letter.unique_id,
                           gone ? made_up(octets) : std::move(letter.content), gone});
    }
    return letters;
}

}  // namespace postlab::labs
