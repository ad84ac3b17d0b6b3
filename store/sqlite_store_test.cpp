#include "store/sqlite_store.h"

#include <filesystem>
#include <functional>
#include <random>
#include <set>

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::sqlite_store_test {

using Delivering = StoreOnDisk;

const std::string mail = "Subject: x\r\n\r\nHello\r\n";

TEST_F(Delivering, brings_the_same_octets_to_every_recipient) {
    WaitingStore store(directory());
    const Delivered delivered = store.deliver({"ann", "bob"}, mail);
    EXPECT_EQ(delivered.outcome, Delivery::stored);
    EXPECT_GT(delivered.id, 0u);
    for (const char* name : {"ann", "bob"}) {
        const auto maildrop = store.maildrop(name);
        ASSERT_EQ(maildrop->total().messages, 1u) << name;
        EXPECT_EQ(maildrop->message(0)->octets, mail.size());
        EXPECT_EQ(store.content(*maildrop, 0), mail);
    }
    EXPECT_EQ(store.maildrop("carol")->total().messages, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM content"), 1) << "content is kept once";
}

TEST_F(Delivering, gives_one_copy_to_a_name_that_is_given_twice) {
    WaitingStore store(directory());
    EXPECT_EQ(store.deliver({"ann", "bob", "ANN", "ann"}, mail).outcome, Delivery::stored);
    EXPECT_EQ(store.maildrop("ann")->total().messages, 1u);
}

TEST_F(Delivering, keeps_the_order_of_arrival_and_survives_a_restart) {
    {
        WaitingStore store(directory());
        for (int i = 0; i < 20; ++i) store.deliver({"ann"}, std::to_string(i) + "\r\n");
    }
    WaitingStore store(directory());
    const auto maildrop = store.maildrop("ann");
    ASSERT_EQ(maildrop->total().messages, 20u);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(store.content(*maildrop, i), std::to_string(i) + "\r\n");
}

TEST_F(Delivering, reaches_all_recipients_or_none) {
    WaitingStore store(directory());
    EXPECT_EQ(store.deliver({"ann", "nobody", "bob"}, mail).outcome, Delivery::no_mailbox);
    EXPECT_EQ(store.maildrop("ann")->total().messages, 0u);
    EXPECT_EQ(store.maildrop("bob")->total().messages, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM content") + number("SELECT count(*) FROM chunk"), 0);
}

/// What a person may do to the files of a running server.
struct Taken {
    const char* what;
    std::function<void(const std::filesystem::path& directory)> away;
};
const Taken ways_to_take_it_away[] = {
    {"the database is removed", [](const auto& directory) { std::filesystem::remove(directory / "maildrop.db"); }},
    {"its log is removed", [](const auto& directory) { std::filesystem::remove(directory / "maildrop.db-wal"); }},
    {"the folder is removed", [](const auto& directory) { std::filesystem::remove_all(directory); }},
    {"a backup is restored over it",
     [](const auto& directory) {
         std::filesystem::copy_file(directory / "maildrop.db", directory / "backup");
         std::filesystem::rename(directory / "backup", directory / "maildrop.db");
     }},
};

TEST_F(Delivering, is_refused_when_the_file_is_not_there_any_more) {
    for (const Taken& taken : ways_to_take_it_away) {
        const TemporaryDirectory place;
        const auto directory = place.path() / "data";
        std::filesystem::copy(this->directory(), directory);
        WaitingStore store(directory);
        ASSERT_EQ(store.deliver({"ann"}, mail).outcome, Delivery::stored);
        const auto maildrop = store.maildrop("ann");
        taken.away(directory);
        EXPECT_EQ(store.deliver({"ann"}, mail).outcome, Delivery::failed) << taken.what;
        EXPECT_FALSE(store.commit(*maildrop, {0})) << taken.what << ": a deletion would not last";
        EXPECT_EQ(refusal(store.open("bob", Password{"secret"})), Refusal::failed) << taken.what;
    }
}

TEST_F(Delivering, goes_on_when_another_process_has_opened_and_closed_the_file) {
    WaitingStore store(directory());
    ASSERT_EQ(number("SELECT count(*) FROM content"), 0);  // a connection of its own
    EXPECT_EQ(store.deliver({"ann"}, mail).outcome, Delivery::stored);
}

TEST_F(Delivering, leaves_the_space_that_deletions_need) {
    WaitingStore(directory()).deliver({"ann"}, mail);
    Settings settings;
    settings.store.min_free_bytes = std::uint64_t{1} << 60;  // more than there is: as if the disk were full
    WaitingStore store(directory(), settings);
    EXPECT_EQ(store.deliver({"ann"}, mail).outcome, Delivery::full);
    EXPECT_TRUE(store.commit(*store.maildrop("ann"), {0}));
    EXPECT_EQ(number("SELECT count(*) FROM content"), 0);
}

TEST_F(Delivering, to_nobody_leaves_nothing_behind) {
    WaitingStore store(directory());
    EXPECT_EQ(store.deliver({}, mail).outcome, Delivery::no_mailbox);
    EXPECT_EQ(number("SELECT count(*) FROM content") + number("SELECT count(*) FROM chunk"), 0);
}

TEST_F(Delivering, keeps_any_octets_of_any_length_around_the_edges_of_a_piece) {
    WaitingStore store(directory());
    std::mt19937 random(1);
    const std::string alphabet("a.\r\n\0\xff", 6);
    std::vector<std::string> texts;
    for (const std::size_t octets : {0, 1, 2, 4095, 65535, 65536, 65537, 131071, 131072, 131073, 300000}) {
        std::string text;
        while (text.size() < octets) text += alphabet[random() % alphabet.size()];
        EXPECT_EQ(store.deliver({"ann"}, text).outcome, Delivery::stored);
        texts.push_back(text);
    }
    const auto maildrop = store.maildrop("ann");
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_TRUE(store.content(*maildrop, i) == texts[i]) << i;
}

TEST_F(Delivering, of_a_draft_joins_its_blocks_and_the_text) {
    WaitingStore store(directory());
    std::mt19937 random(2);
    for (const std::size_t block : {1u, 1000u, 65536u, 262144u})
        for (const std::size_t rest : {0u, 1u, 65536u}) {
            auto draft = store.store->draft();
            std::string whole;
            for (int i = 0; i < 3; ++i) {
                std::string text(block, static_cast<char>(random()));
                whole += text;
                EXPECT_TRUE(store.append(*draft, text));
            }
            const std::string text(rest, 'z');
            EXPECT_EQ(store.deliver({"ann"}, text, std::move(draft)).outcome, Delivery::stored);
            const auto maildrop = store.maildrop("ann");
            EXPECT_TRUE(store.content(*maildrop, maildrop->total().messages - 1) == whole + text)
                << block << '+' << rest;
        }
}

TEST_F(Delivering, of_a_draft_is_run_again_when_a_neighbour_in_its_batch_fails) {
    Database(directory() / "maildrop.db", Database::Checkpoints::none)
        .execute(
            "CREATE TRIGGER no BEFORE INSERT ON delivery"
            " WHEN NEW.mailbox = (SELECT id FROM mailbox WHERE name = 'bob')"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END");
    WaitingStore store(directory());
    std::vector<std::unique_ptr<Draft>> drafts;
    std::vector<Delivery> outcomes(12, Delivery::full);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        drafts.push_back(store.store->draft());
        store.append(*drafts[i], std::string(200000, static_cast<char>('a' + i)));
    }
    int answered = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        store.store->deliver({"", {i % 3 == 1 ? "bob" : "ann"}}, {std::move(drafts[i]), "end\r\n"},
                             [&, i](Delivered d) {
                                 outcomes[i] = d.outcome;
                                 ++answered;
                             });
    while (answered < 12) store.loop.run_one();
    const auto maildrop = store.maildrop("ann");
    ASSERT_EQ(maildrop->total().messages, 8u);
    for (std::size_t i = 0, at = 0; i < outcomes.size(); ++i) {
        EXPECT_EQ(outcomes[i], i % 3 == 1 ? Delivery::failed : Delivery::stored) << i;
        if (i % 3 == 1) continue;
        EXPECT_TRUE(store.content(*maildrop, at++) == std::string(200000, static_cast<char>('a' + i)) + "end\r\n") << i;
    }
}

TEST_F(Delivering, leaves_no_file_behind_for_drafts) {
    WaitingStore store(directory());
    {
        auto draft = store.store->draft();
        EXPECT_TRUE(store.append(*draft, std::string(300000, 'x')));
        for (const auto& entry : std::filesystem::directory_iterator(directory()))
            EXPECT_EQ(entry.path().filename().string().rfind("maildrop.", 0), 0u) << entry.path();
    }
    EXPECT_EQ(store.deliver({"ann"}, mail).outcome, Delivery::stored) << "an abandoned draft harms nobody";
}

TEST_F(Delivering, answers_what_it_was_asked_before_the_store_ends) {
    AnswerLoop loop;
    int stored = 0;
    {
        SqliteStore engine(directory());
        const auto store = engine.for_thread(loop.post());
        for (int i = 0; i < 300; ++i)
            store->deliver({"", {"ann"}}, {nullptr, mail},
                           [&](Delivered d) { stored += d.outcome == Delivery::stored; });
    }
    for (int i = 0; i < 300; ++i) loop.run_one();
    EXPECT_EQ(stored, 300);
    EXPECT_EQ(number("SELECT count(*) FROM delivery"), 300);
}

using FindingMailboxes = StoreOnDisk;

TEST_F(FindingMailboxes, knows_the_ones_there_are_in_any_case_of_letters) {
    WaitingStore store(directory());
    EXPECT_EQ(store.find("ann"), Lookup::found);
    EXPECT_EQ(store.find("ANN"), Lookup::found);
    EXPECT_EQ(store.find("Postmaster"), Lookup::found) << "RFC 5321 4.5.1";
    EXPECT_EQ(store.find("dave"), Lookup::none);
    EXPECT_EQ(store.find(""), Lookup::none);
    EXPECT_EQ(store.find(std::string("ann\0", 4)), Lookup::none);
    EXPECT_EQ(store.deliver({"ANN", "Postmaster"}, mail).outcome, Delivery::stored);
}

TEST_F(FindingMailboxes, answers_at_once_for_a_name_it_has_found_before) {
    WaitingStore store(directory());
    ASSERT_EQ(store.find("ann"), Lookup::found);
    std::optional<Lookup> answer;
    store.store->find_mailbox("Ann", 0, [&](Lookup lookup) { answer = lookup; });
    EXPECT_EQ(answer, Lookup::found);
}

TEST_F(FindingMailboxes, sees_at_once_what_another_process_adds) {
    WaitingStore store(directory());
    ASSERT_EQ(store.find("dave"), Lookup::none);
    Accounts(directory()).add("dave", "secret", Accounts::Apop::none);
    EXPECT_EQ(store.find("dave"), Lookup::found);
}

TEST_F(FindingMailboxes, forgets_a_removed_one_when_a_delivery_finds_out) {
    WaitingStore store(directory());
    ASSERT_EQ(store.find("bob"), Lookup::found);
    Accounts(directory()).remove("bob");
    EXPECT_EQ(store.deliver({"ann", "bob"}, mail).outcome, Delivery::no_mailbox);
    EXPECT_EQ(store.find("bob"), Lookup::none);
    EXPECT_EQ(store.find("ann"), Lookup::found);
    EXPECT_EQ(store.maildrop("ann")->total().messages, 0u);
}

struct AutoCreation : StoreOnDisk {
    Settings settings;
    AutoCreation() {
        settings.accounts.auto_create = true;
        settings.accounts.auto_create_password = "let me in";
    }
};

TEST_F(AutoCreation, makes_a_maildrop_with_its_first_mail) {
    WaitingStore store(directory(), settings);
    EXPECT_EQ(store.find("Dave"), Lookup::found);
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 'dave'"), 0) << "RCPT alone makes nothing";
    EXPECT_EQ(store.deliver({"Dave", "erin", "ann"}, mail).outcome, Delivery::stored);
    for (const char* name : {"dave", "erin"}) {
        auto opened = store.open(name, Password{"let me in"});
        ASSERT_FALSE(refusal(opened)) << name;
        EXPECT_EQ(std::get<0>(opened)->total().messages, 1u);
    }
    EXPECT_EQ(store.maildrop("ann")->total().messages, 1u) << "who was there keeps the old password";
}

TEST_F(AutoCreation, still_keeps_to_the_rule_for_names) {
    WaitingStore store(directory(), settings);
    for (const char* name : {"", ".dave", "dave.", "da..ve", "da ve", "d\xc3\xa4ve", "dave+tag", "../dave"})
        EXPECT_EQ(store.find(name), Lookup::none) << name;
    EXPECT_EQ(store.find(std::string(64, 'a')), Lookup::found);
    EXPECT_EQ(store.find(std::string(65, 'a')), Lookup::none);
    EXPECT_EQ(store.deliver({"erin", "da ve"}, mail).outcome, Delivery::no_mailbox);
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 'erin'"), 0) << "all or none";
}

struct UniqueIds : StoreOnDisk {
    std::set<std::string> seen;
    /// Notes the unique-ids of ann's maildrop; how many are new.
    std::size_t note(WaitingStore& store) {
        const std::size_t before = seen.size();
        const auto maildrop = store.maildrop("ann");
        for (std::size_t i = 0; i < maildrop->total().messages; ++i) seen.insert(store.message(*maildrop, i).unique_id);
        return seen.size() - before;
    }
    static void delete_all(WaitingStore& store) {
        const auto maildrop = store.maildrop("ann");
        std::vector<std::size_t> all(maildrop->total().messages);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
        EXPECT_TRUE(store.commit(*maildrop, all));
    }
};

TEST_F(UniqueIds, are_printable_different_and_stay_with_their_message) {
    WaitingStore store(directory());
    for (int i = 0; i < 10; ++i) store.deliver({"ann"}, mail);
    EXPECT_EQ(note(store), 10u);
    EXPECT_EQ(note(store), 0u);
    for (const std::string& id : seen) {
        EXPECT_LE(id.size(), 70u);
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef."), id.npos) << id;
    }
}

TEST_F(UniqueIds, are_not_given_again_after_the_highest_is_deleted_and_a_restart) {
    for (int round = 0; round < 3; ++round) {
        WaitingStore store(directory());
        store.deliver({"ann"}, mail);
        store.deliver({"ann"}, mail);
        EXPECT_EQ(note(store), 2u) << round;
        delete_all(store);
    }
}

TEST_F(UniqueIds, are_not_given_again_after_an_older_copy_is_restored) {
    const auto copy = directory() / "backup";
    { WaitingStore(directory()).deliver({"ann"}, mail); }
    std::filesystem::copy_file(directory() / "maildrop.db", copy);
    for (int round = 0; round < 3; ++round) {
        std::filesystem::copy_file(copy, directory() / "maildrop.db",
                                   std::filesystem::copy_options::overwrite_existing);
        WaitingStore store(directory());
        store.deliver({"ann"}, mail);
        EXPECT_EQ(note(store), round == 0 ? 2u : 1u) << round;
    }
}

}  // namespace postlab::store::sqlite_store_test
