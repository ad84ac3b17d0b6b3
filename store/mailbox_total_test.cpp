#include <random>

#include "store/maildrop_refill.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::mailbox_total_test {

/// Lives through a random day, by all the ways that mail comes and goes, and holds what is kept against what is there.
class Day : public StoreOnDisk {
protected:
    void live(unsigned seed) {
        dice_.seed(seed);
        for (int hour = 0; hour < 60; ++hour) {
            something_happens();
            ASSERT_EQ(wrong_totals(), 0) << "seed " << seed << ", hour " << hour;
        }
    }

private:
    static constexpr const char* names[] = {"ann", "bob", "carol", "dave"};
    unsigned roll(unsigned sides) { return static_cast<unsigned>(dice_() % sides); }
    std::string name() { return names[roll(3)]; }
    std::string text() { return std::string(1 + roll(200), 'x') + "\r\n"; }
    WaitingStore& store() {
        if (!store_) store_.emplace(directory());
        return *store_;
    }

    void something_happens() {
        switch (roll(8)) {
            case 0:
                return store_.reset();  // a restart
            case 1:
                return visit(true);
            case 2:
                return visit(false);  // a lost line
            case 3:
                return refill();
            case 4:
                return come_and_go();
            default:
                EXPECT_EQ(store().deliver({name(), name()}, text()).outcome, Delivery::stored);
        }
    }
    void visit(bool quits) {
        const auto drop = store().maildrop(name());
        EXPECT_TRUE(store().list(*drop, 0, drop->total().messages));
        std::vector<std::size_t> doomed;
        for (std::size_t index = 0; index < drop->total().messages; ++index)
            if (roll(2)) doomed.push_back(index);
        if (quits) {
            EXPECT_TRUE(store().commit(*drop, doomed));
        }
    }
    /// Some of the letters are others' already, and perhaps this mailbox's, too.
    void refill() {
        MaildropRefill refill(directory());
        std::vector<NewLetter> letters(roll(4));
        for (NewLetter& letter : letters) letter.text = text();
        if (roll(2)) letters.insert(letters.begin(), {"", "to be shared\r\n", 1'000'000});
        EXPECT_TRUE(refill.refill(name(), letters, [](const auto&) {}));
    }
    /// A mailbox is made, gets mail and is removed.
    void come_and_go() {
        Accounts accounts(directory());
        if (number("SELECT count(*) FROM mailbox WHERE name = 'dave'")) return accounts.remove("dave");
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        create_mailbox(database, "dave", "");
        EXPECT_EQ(store().deliver({"dave", name()}, text()).outcome, Delivery::stored);
    }
    std::int64_t wrong_totals() {
        return number(
            "SELECT count(*) FROM (SELECT id, count(content) AS messages, coalesce(sum(octets), 0) AS octets"
            "  FROM mailbox LEFT JOIN delivery ON delivery.mailbox = id GROUP BY id) AS counted"
            " FULL JOIN mailbox_total AS kept ON kept.mailbox = counted.id"
            " WHERE kept.messages IS NOT counted.messages OR kept.octets IS NOT counted.octets");
    }

    std::mt19937 dice_;
    std::optional<WaitingStore> store_;
};

TEST_F(Day, keeps_each_total_what_it_would_be_if_all_were_counted) {
    for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) live(seed);
}

}  // namespace postlab::store::mailbox_total_test
