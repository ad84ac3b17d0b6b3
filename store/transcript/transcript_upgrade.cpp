#include "store/transcript/transcript_upgrade.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "shared/crypto.h"
#include "store/transcript/kept_event.h"
#include "store/transcript/transcript_rows.h"

namespace postlab::store {

namespace {

// What an event has, in its flags.
constexpr std::uint64_t from_server = 1, is_content = 2, has_left_out = 4, has_subject = 8, has_injected = 16,
                        repeats = 32;

struct Damaged : std::runtime_error {
    Damaged() : std::runtime_error("damaged") {}
};

/// Numbers have seven bits an octet, the lowest first; words are written once and then numbered.
class Cursor {
public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}
    bool at_end() const { return rest_.empty(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto octet = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= std::uint64_t{octet & 0x7fu} << shift;
            if (octet < 0x80) return value;
        }
        throw Damaged();
    }
    std::string_view text() {
        const std::uint64_t length = number();
        if (length > rest_.size()) throw Damaged();
        const std::string_view text = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return text;
    }
    std::string_view word() {
        const std::uint64_t number = this->number();
        if (number > words_.size() + 1) throw Damaged();
        if (number == words_.size() + 1) words_.push_back(text());
        return number == 0 ? std::string_view() : words_[number - 1];
    }

private:
    std::string_view rest_;
    std::vector<std::string_view> words_;
};

/// Where the same content stands that was said again: in which block, whose MAC begins with `tag`, at which event.
struct Place {
    std::uint64_t block, tag, seq, octets;
};
struct OldEvent {
    KeptEvent event;
    std::optional<Place> same_as = {};
};

/// What follows an event's number.
OldEvent next_event(Cursor& cursor, std::uint32_t seq, std::int64_t& at) {
    const std::uint64_t flags = cursor.number(), later = cursor.number();
    at += static_cast<std::int64_t>(later >> 1 ^ (0 - (later & 1)));  // a difference in either direction
    OldEvent found{};
    KeptEvent& event = found.event;
    event.seq = seq;
    event.at = std::chrono::microseconds(at);
    event.direction = flags & from_server ? Direction::server : Direction::client;
    event.content = flags & is_content;
    for (std::string* word : {&event.state_before, &event.state_after, &event.verb, &event.reply})
        *word = cursor.word();
    const std::string_view bytes = cursor.text();
    if (flags & repeats) {
        Cursor place(bytes);
        found.same_as = Place{place.number(), place.number(), place.number(), place.number()};
    } else {
        event.bytes = bytes;
    }
    if (flags & has_left_out) event.left_out = cursor.number();
    if (flags & has_subject) {
        event.mailboxes = cursor.text();
        event.messages = cursor.text();
    }
    if (flags & has_injected) event.injected = cursor.text();
    return found;
}

/// False: the block is damaged, and what could be read has been added. What was left out of one event bit by bit is
/// added up.
bool read_block(std::string_view block, std::vector<OldEvent>& events) try {
    Cursor cursor(block);
    auto seq = static_cast<std::uint32_t>(cursor.number());
    std::int64_t at = 0;
    while (!cursor.at_end()) {
        seq += static_cast<std::uint32_t>(cursor.number());
        OldEvent next = next_event(cursor, seq, at);
        if (!events.empty() && events.back().event.seq == seq)
            events.back().event.left_out += next.event.left_out;
        else
            events.push_back(std::move(next));
    }
    return true;
} catch (const Damaged&) {
    return false;
}

class Upgrade {
public:
    Upgrade(Database& database, TranscriptSeal& seal) : database_(database), seal_(seal) {
        std::memcpy(key_.data(), seal.of({"fingerprint"}).data(), key_.size());
    }

    void conversation(std::int64_t id) {
        Query query = database_.query(
            "SELECT protocol, peer, started, ended, how, said, kept, lines, account, first_message, last_message, key,"
            " blocks, seal FROM conversation WHERE id = ?",
            id);
        query.next();
        ConversationRow row{id,
                            std::string(query.text(0)),
                            std::string(query.text(1)),
                            query.integer(2),
                            query.integer(3),
                            std::string(query.text(4)),
                            query.integer(5),
                            query.integer(6),
                            query.integer(7),
                            std::string(query.text(8)),
                            query.integer(9),
                            query.integer(10),
                            query.integer(11)};
        std::vector<OldEvent> events;
        const bool sound = read(row, query.integer(12), query.blob(13), events);
        ConversationRow made = row;
        made.kept = made.lines = made.said = 0;
        for (OldEvent& event : events) {
            if (event.same_as) fetch(event);
            append_event(database_, seal_, made, std::move(event.event));
        }
        row.kept = made.kept;
        row.lines = made.lines;
        row.said = std::max(row.said, made.said);
        row.last_mac = made.last_mac;
        update_conversation(database_, seal_, row);
        if (!sound) database_.execute("UPDATE conversation SET seal = x'' WHERE id = ?", id);
    }

private:
    /// What a block's MAC is over, in place of its events.
    std::string fingerprint(std::string_view events) const {
        const auto tag = poly1305(key_, events);
        return {tag.data(), tag.size()};
    }

    /// Whether all seals of that version hold.
    bool read(const ConversationRow& row, std::int64_t blocks, std::string_view seal, std::vector<OldEvent>& events) {
        std::int64_t place = 0;
        bool sound = true;
        std::string mac;
        Query block =
            database_.query("SELECT place, events, mac FROM block WHERE conversation = ? ORDER BY place", row.id);
        for (; block.next(); ++place) {
            mac = seal_.of({"block", octets_of(row.id), octets_of(place), mac, fingerprint(block.blob(1))});
            sound = sound && block.integer(0) == place && block.blob(2) == mac;
            sound = read_block(block.blob(1), events) && sound;
        }
        const std::string whole = seal_.of(
            {"conversation", octets_of(row.id), row.protocol, row.peer, octets_of(row.started), octets_of(row.ended),
             row.how, octets_of(row.said), octets_of(row.kept), octets_of(row.lines), row.account,
             octets_of(row.first_message), octets_of(row.last_message), octets_of(blocks), octets_of(row.key), mac});
        return sound && place == blocks && whole == seal;
    }

    /// Brings the bytes that stand in another block, or says how many of them are gone.
    void fetch(OldEvent& event) {
        const Place& place = *event.same_as;
        if (block_ != place.block) {
            content_.clear();
            mac_.clear();
            block_ = place.block;
            Query block =
                database_.query("SELECT events, mac FROM block WHERE id = ?", static_cast<std::int64_t>(block_));
            if (block.next()) read_block(block.blob(0), content_), mac_ = block.blob(1);
        }
        const auto same = std::ranges::find(content_, place.seq, [](const OldEvent& e) { return e.event.seq; });
        const bool is_it =
            mac_.size() >= sizeof place.tag && std::memcmp(mac_.data(), &place.tag, sizeof place.tag) == 0;
        if (is_it && same != content_.end() && same->event.bytes.size() == place.octets)
            event.event.bytes = same->event.bytes;
        else
            event.event.left_out += place.octets;
    }

    Database& database_;
    TranscriptSeal& seal_;
    Poly1305Key key_;
    std::uint64_t block_ = 0;  ///< the block that was fetched from last, and what is in it
    std::vector<OldEvent> content_;
    std::string mac_;
};

}  // namespace

void upgrade_transcripts(Database& database, TranscriptSeal& seal) {
    create_transcript_tables(database);
    Upgrade upgrade(database, seal);
    std::vector<std::int64_t> ids;
    {
        Query query = database.query("SELECT id FROM conversation ORDER BY id");
        while (query.next()) ids.push_back(query.integer(0));
    }
    for (const std::int64_t id : ids) upgrade.conversation(id);
    database.execute("DROP TABLE block");
    database.execute("ALTER TABLE conversation DROP COLUMN blocks");
}

}  // namespace postlab::store
