// Each thing that can be wrong with maildrop.db, made by hand: it is found, said, and mended without losing an octet.
#include "store/upkeep/mail_check.h"

#include <fstream>
#include <list>

#include "shared/system/file.h"
#include "store/store_on_disk_for_tests.h"
#include "store/upkeep/sqlite_check.h"

namespace postlab::store::mail_check_test {

struct BrokenMail : StoreOnDisk {
    BrokenMail() {
        WaitingStore store(directory());
        store.deliver({"ann", "bob"}, small);
        store.deliver({"ann"}, large);
    }
    /// As a person with an SQLite shell would, without any of our rules.
    void type(const std::string& sql) {
        Database database(directory() / "maildrop.db", Database::Checkpoints::own);
        database.execute("PRAGMA foreign_keys=OFF");
        for (std::size_t from = 0; from < sql.size(); from = sql.find(';', from) + 1)
            database.execute(said_.emplace_back(sql.substr(from, sql.find(';', from) - from)));
    }
    Flaws flaws(std::int64_t recorded = 0) {
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        return find_mail_flaws(database, recorded);
    }
    std::string found(std::int64_t recorded = 0) {
        std::string all;
        for (const Flaw& flaw : flaws(recorded)) all += flaw.what.in_english() + "\n";
        return all;
    }
    void mend(std::int64_t recorded = 0) {
        Database database(directory() / "maildrop.db", Database::Checkpoints::own);
        mend_mail(database, recorded);
    }
    std::vector<std::string> letters_of(const std::string& user) {
        if (user == "postmaster") Accounts(directory()).add(user, "secret", Accounts::Apop::none);
        WaitingStore store(directory());
        const auto maildrop = store.maildrop(user);
        std::vector<std::string> letters;
        for (std::size_t i = 0; i < maildrop->total().messages; ++i)
            letters.push_back(store.content(*maildrop, i).value_or("unreadable"));
        return letters;
    }

    const std::string small = "one\r\n",
                      large = std::string(65536, 'a') + std::string(65536, 'b') + std::string(100, 'c');
    const std::vector<std::string> both{small, large};

private:
    std::list<std::string> said_;
};

TEST_F(BrokenMail, OfWhichNothingIsBrokenHasNoFlaw) { EXPECT_EQ(found(), ""); }

TEST_F(BrokenMail, ContentWithoutADeliveryGoesToPostmaster) {
    type("DROP TRIGGER last_delivery;DELETE FROM delivery WHERE content = 2;");
    EXPECT_EQ(found(), "last_delivery, which keeps the tables in step, is missing\nletter 2 is in no maildrop\n");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("postmaster"), std::vector<std::string>{large});
    EXPECT_EQ(letters_of("ann"), std::vector<std::string>{small});
    EXPECT_EQ(number("SELECT count(*) FROM sqlite_master WHERE name = 'last_delivery'"), 1);
}

TEST_F(BrokenMail, ContentThatHasLostItsEntryGetsOneAgain) {
    type("DELETE FROM content WHERE id = 2;");
    EXPECT_EQ(found(), "letter 2 has lost its entry, and so its sender\n");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("ann"), both);
}

TEST_F(BrokenMail, PiecesThatNobodyHasAreALetterOfPostmasters) {
    type("DROP TRIGGER last_delivery;DELETE FROM delivery WHERE content = 2;DELETE FROM content WHERE id = 2;");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("postmaster"), std::vector<std::string>{large});
}

TEST_F(BrokenMail, ADeliveryOfWhichNothingIsLeftIsTakenOffTheList) {
    type("DELETE FROM chunk WHERE k >> 16 = 1;");
    EXPECT_EQ(found(),
              "letter 1 is listed in the maildrop of ann, and nothing of it is left\n"
              "letter 1 is listed in the maildrop of bob, and nothing of it is left\n");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("ann"), std::vector<std::string>{large});
    EXPECT_TRUE(letters_of("bob").empty());
    EXPECT_EQ(number("SELECT count(*) FROM content"), 1);
}

TEST_F(BrokenMail, AnEntryAloneIsRemoved) {
    type("INSERT INTO content(id, reverse_path) VALUES (9, '');");
    EXPECT_EQ(found(), "nothing of letter 9 is left but its entry\n");
    mend();
    EXPECT_EQ(number("SELECT count(*) FROM content WHERE id = 9"), 0);
}

TEST_F(BrokenMail, WhatALetterHasLostIsReplacedByAsManyOctets) {
    for (const int piece : {0, 1, 2}) {
        type("DELETE FROM chunk WHERE k = (2 << 16) + " + std::to_string(piece) + ";");
        EXPECT_EQ(found(), "letter 2: 1 of 3 pieces are lost\n");
        mend();
        EXPECT_EQ(found(), "");
        const std::string letter = letters_of("ann").at(1);
        EXPECT_EQ(letter.size(), large.size());
        for (std::size_t i = 0; i < 3; ++i) {
            const std::string part = letter.substr(i * 65536, 65536);
            const bool lost = part.starts_with("[this part of the letter is lost]\r\n");
            EXPECT_TRUE(lost || part == large.substr(i * 65536, 65536));
            EXPECT_EQ(lost, int(i) <= piece) << "those of the rounds before, too";
        }
    }
}

TEST_F(BrokenMail, AShortPieceInTheMiddleKeepsWhatItHas) {
    type("UPDATE chunk SET data = CAST(substr(data, 1, 1000) AS BLOB) WHERE k = (2 << 16) + 1;");
    EXPECT_EQ(found(),
              "letter 2: piece 2 has 1000 octets instead of 65536\n"
              "letter 2 is listed in the maildrop of ann with 131172 octets, and has 66636\n");
    mend();
    EXPECT_EQ(found(), "");
    const std::string letter = letters_of("ann").at(1);
    EXPECT_EQ(letter.substr(0, 66536), std::string(65536, 'a') + std::string(1000, 'b'));
    EXPECT_EQ(letter.substr(131072), std::string(100, 'c'));
}

TEST_F(BrokenMail, AnEmptyPieceIsALostOne) {
    type("UPDATE chunk SET data = x'' WHERE k = (2 << 16) + 1;");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("ann").at(1).size(), large.size());
}

TEST_F(BrokenMail, OctetsThatAreWrongAreCountedAgain) {
    type("UPDATE delivery SET octets = octets + 7 WHERE content = 1;");
    EXPECT_EQ(found(),
              "letter 1 is listed in the maildrop of ann with 12 octets, and has 5\n"
              "letter 1 is listed in the maildrop of bob with 12 octets, and has 5\n");
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("ann"), both);
}

TEST_F(BrokenMail, ALetterInAMailboxThatIsGoneGoesToPostmaster) {
    type("DELETE FROM mailbox WHERE name = 'ann';");
    EXPECT_EQ(flaws().size(), 3u) << "two letters, and a total of nobody's";
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("postmaster"), both);
    EXPECT_EQ(letters_of("bob"), std::vector<std::string>{small});
}

TEST_F(BrokenMail, TotalsThatAreWrongAreCountedAgain) {
    type(
        "UPDATE mailbox_total SET octets = octets + 1 WHERE mailbox = (SELECT id FROM mailbox WHERE name = 'ann');"
        "DELETE FROM mailbox_total WHERE mailbox = (SELECT id FROM mailbox WHERE name = 'bob');");
    EXPECT_EQ(found(),
              "what the maildrop of ann holds is counted wrong\nwhat the maildrop of bob holds is counted wrong\n");
    mend();
    EXPECT_EQ(found(), "");
}

TEST_F(BrokenMail, PostmasterAndTheSaltsKeyAreMadeAgain) {
    type("DELETE FROM mailbox WHERE name = 'postmaster';DELETE FROM salt_key;");
    EXPECT_EQ(flaws().size(), 3u) << "postmaster, his total, the key";
    mend();
    EXPECT_EQ(found(), "");
}

TEST_F(BrokenMail, NoIdIsGivenTwice) {
    type(
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'content';DELETE FROM sqlite_sequence WHERE name = "
        "'mailbox';");
    EXPECT_EQ(flaws().size(), 2u);
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_NE(found(40), "") << "the record knows higher ones";
    mend(40);
    EXPECT_EQ(found(40), "");
    WaitingStore(directory()).deliver({"ann"}, "next\r\n");
    EXPECT_EQ(number("SELECT max(id) FROM content"), 41);
}

TEST_F(BrokenMail, IndexesAreMadeAgain) {
    // The index's definition is changed behind SQLite's back, and back again when a letter has come meanwhile.
    type(
        "PRAGMA writable_schema=ON;"
        "UPDATE sqlite_master SET sql = replace(sql, '(content)', '(octets)') WHERE name = 'delivery_by_content';");
    WaitingStore(directory()).deliver({"carol"}, "three\r\n");
    type(
        "PRAGMA writable_schema=ON;"
        "UPDATE sqlite_master SET sql = replace(sql, '(octets)', '(content)') WHERE name = 'delivery_by_content';");
    const Flaws before = flaws();
    ASSERT_FALSE(before.empty());
    EXPECT_TRUE(std::ranges::all_of(before, &Flaw::mendable)) << found();
    mend();
    EXPECT_EQ(found(), "");
    EXPECT_EQ(letters_of("carol"), std::vector<std::string>{"three\r\n"});
}

TEST_F(BrokenMail, DamagedPagesAreLeftAlone) {
    const std::filesystem::path file = directory() / "maildrop.db";
    const auto page = static_cast<long>(number("SELECT rootpage FROM sqlite_master WHERE name = 'delivery'"));
    Database(file, Database::Checkpoints::own).copy_log();
    {
        std::fstream disk(file, std::ios::in | std::ios::out | std::ios::binary);
        disk.seekp((page - 1) * 16384 + 8);
        disk << std::string(2000, '\xff');
    }
    const std::string octets = read_file(file);
    const Flaws before = flaws();
    ASSERT_FALSE(before.empty());
    EXPECT_FALSE(std::ranges::any_of(before, &Flaw::mendable));
    mend();
    EXPECT_EQ(read_file(file), octets);
}

TEST_F(BrokenMail, ManyOfAKindAreCounted) {
    type(
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
        "  INSERT INTO content(id, reverse_path) SELECT i, '' FROM n;");
    EXPECT_EQ(flaws().size(), 11u);
    EXPECT_NE(found().find("the same 90 times more"), std::string::npos);
    mend();
    EXPECT_EQ(found(), "");
}

}  // namespace postlab::store::mail_check_test
