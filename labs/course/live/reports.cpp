#include "labs/course/live/reports.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace postlab::course {

namespace {

constexpr std::size_t most_waiting_reports = 1000;
constexpr int report_niceness = 5;  // mail goes first

}  // namespace

/// One that is open.
class Reports::Opened : public store::Maildrop {
public:
    Opened(ReportLetters::Maildrop drop, Place place, std::function<void(HintsTaken)> note)
        : drop_(std::move(drop)), place_(std::move(place)), note_(std::move(note)) {
        for (const ReportLetter& letter : drop_.letters) {
            list_.push_back({letter.id, letter.text.size(), letter.unique_id});
            total_ = {total_.messages + 1, total_.octets + letter.text.size()};
        }
    }

    store::Total total() const override { return total_; }
    const store::Message* message(std::size_t index) const override { return &list_[index]; }
    void list(std::size_t, std::size_t, store::Done<bool> done) override { done(true); }
    void read(std::size_t index, std::uint64_t from, std::size_t at_most,
              store::Done<std::optional<std::string>> done) override {
        if (index == drop_.hints_at && !std::exchange(noted_, true)) note_(drop_.hints);
        done(drop_.letters[index].text.substr(from, at_most));
    }
    void commit(std::vector<std::size_t>, store::Done<bool> done) override { done(false); }

private:
    const ReportLetters::Maildrop drop_;
    const Place place_;
    const std::function<void(HintsTaken)> note_;
    std::vector<store::Message> list_;
    store::Total total_;
    bool noted_ = false;
};

/// Who asks for a report maildrop is asked for the password of the mailbox that it is about, and nothing else is: that
/// takes no lock.
class Reports::Store : public store::MailStore {
public:
    Store(Reports& reports, store::MailStore& mail, Post post)
        : reports_(reports), mail_(mail), post_(std::move(post)) {}

    void find_mailbox(std::string_view name, std::uint64_t octets, store::Done<store::Lookup> done) override {
        mail_.find_mailbox(report_owner(name).value_or(std::string(name)), octets, std::move(done));
    }
    std::unique_ptr<store::Draft> draft() override { return mail_.draft(); }
    void deliver(store::Envelope envelope, store::Content content, store::Done<store::Delivered> done) override {
        mail_.deliver(std::move(envelope), std::move(content), std::move(done));
    }
    void open(std::string_view user, store::Credential credential, std::string_view client,
              store::Done<store::Opened> done) override {
        const auto owner = report_owner(user);
        if (!owner) return mail_.open(user, std::move(credential), client, std::move(done));
        mail_.check(*owner, std::move(credential), client, [this, owner, done](const store::Checked& checked) {
            if (const auto* refusal = std::get_if<store::Refusal>(&checked)) return done(*refusal);
            reports_.open(*owner, post_, done);
        });
    }
    void check(std::string_view user, store::Credential credential, std::string_view client,
               store::Done<store::Checked> done) override {
        mail_.check(report_owner(user).value_or(std::string(user)), std::move(credential), client, std::move(done));
    }
    void find_salt(std::string_view user, store::Done<std::optional<sasl::ScramSalt>> done) override {
        mail_.find_salt(report_owner(user).value_or(std::string(user)), std::move(done));
    }

private:
    Reports& reports_;
    store::MailStore& mail_;
    const Post post_;
};

Reports::Reports(std::filesystem::path directory, std::shared_ptr<const Standings> standings,
                 std::function<void()> catch_up)
    : writers_("reports", report_niceness,
               store::one(Writer{std::move(directory), std::move(standings), std::move(catch_up)}),
               most_waiting_reports) {}

std::unique_ptr<store::MailStore> Reports::in_front_of(store::MailStore& mail, Post post) {
    return std::make_unique<Store>(*this, mail, std::move(post));
}

void Reports::open(const std::string& student, const Post& post, const store::Done<store::Opened>& done) {
    Place place = take_place(student);
    if (!place) return done(store::Refusal::in_use);
    auto note = [this](HintsTaken hints) {  // when there is no room for it, it is noted the next time
        (void)writers_.push([hints = std::move(hints)](Writer& writer) { writer.note(hints); });
    };
    auto work = [student, post, done, place, note, asked = std::chrono::system_clock::now()](Writer& writer) {
        auto opened = std::make_shared<store::Opened>(store::Refusal::failed);
        try {
            auto letters = writer.letters_of(student, asked);
            *opened = store::Refusal::bad_credentials;
            if (letters) *opened = std::make_unique<Opened>(std::move(*letters), place, note);
        } catch (const std::exception&) {  // Poco's too; the classroom meets the same, and says so
        }
        post([opened, done] { done(std::move(*opened)); });
    };
    if (!writers_.push(std::move(work))) done(store::Refusal::failed);
}

Reports::Place Reports::take_place(const std::string& student) {
    const std::lock_guard guard(open_->mutex);
    unsigned& open = open_->of[student];
    if (open == most_open) return nullptr;
    ++open;
    return {open_.get(), [student, all = open_](void*) {
                const std::lock_guard leaving(all->mutex);
                if (--all->of[student] == 0) all->of.erase(student);
            }};
}

/// Those who ask while others' letters are made need no catching up of their own.
std::optional<ReportLetters::Maildrop> Reports::Writer::letters_of(const std::string& student, Time asked) {
    if (asked >= caught_up) {
        caught_up = std::chrono::system_clock::now();
        catch_up();
    }
    const auto known = standings->known();
    if (!known) return std::nullopt;
    Course course = Course::open(directory);
    const auto found = course.roster().find(student);
    if (!found) return std::nullopt;
    return ReportLetters(course, known->labs).of(*found, standings->last_conversations(student));
}

void Reports::Writer::note(const HintsTaken& hints) try {
    const auto known = standings->known();
    if (!known) return;
    Course course = Course::open(directory);
    ReportLetters(course, known->labs).note(hints, std::chrono::system_clock::now());
} catch (const std::exception&) {
    // the next time
}

}  // namespace postlab::course
