#pragma once
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/class/lab_start.h"
#include "labs/course/live/in_band.h"
#include "labs/course/live/reports.h"
#include "pop3d/session.h"
#include "smtpd/session.h"
#include "store/accounts.h"
#include "store/store_on_disk_for_tests.h"
#include "store/transcript/transcript_recorder.h"

/// A small class on disk with the labs of test/labs, and sessions as a server would hold and record them.
namespace postlab::course {

inline std::filesystem::path test_labs() { return std::filesystem::path(POSTLAB_SOURCE_DIR) / "test" / "labs"; }

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class ClassOnDisk : public testing::Test {
protected:
    using Commands = std::vector<std::string>;

    ClassOnDisk() {
        Roster::Change change;
        change.added = {{"s001", "Ann Ash", "ann@x.example", "A", "en"},
                        {"s002", "Борис", "", "B", "ru"},
                        {"s003", "=cmd()", "c@x.example", "B", "zh"}};
        course.roster().apply(change);
        store::Accounts(directory()).add({{"s001", "secret"}, {"s002", "secret"}, {"s003", "secret"}, {"course", ""}});
    }
    const std::filesystem::path& directory() const { return temporary_.path(); }
    const Lab& lab(const char* id) const { return *labs.find(id); }

    /// What the server said to a client's lines, in one session; it ends when they have been said. In the record when
    /// it returns.
    std::string pop3(const Commands& lines) {
        return converse(
            lines,
            [&](store::MailStore& store, auto transcript) {
                return std::make_unique<pop3d::Session>(settings_, store, std::move(transcript), "<1.2@post.example>");
            },
            "pop3");
    }
    std::string smtp(const Commands& lines, const std::string& from = "127.0.0.1") {
        return converse(
            lines,
            [&](store::MailStore& store, auto transcript) {
                return std::make_unique<smtpd::Session>(settings_, store, std::move(transcript), smtpd::Peer{from});
            },
            "smtp", from);
    }
    /// As `postlab lab start`.
    std::optional<Started> start(const char* id, const std::string& student, Act act = Act::start, bool other = false) {
        store::TranscriptRecorder record(directory(), settings_);
        return LabStart(course, labs, record).begin(act, lab(id), student, other, std::chrono::system_clock::now());
    }
    Values values(const char* id, const std::string& student, unsigned variant = 0) {
        const std::vector<std::string> classmates = course.roster().ids();
        return values_for(lab(id).parameters, {course.key(), student, id, variant, "post.example", classmates});
    }
    /// A whole session that does what L02 asks for.
    void solve_l02(const std::string& student, unsigned variant = 0) {
        pop3({"USER " + student, "PASS secret", "LIST", "DELE " + values("L02", student, variant).at("x"), "QUIT"});
    }

    TemporaryDirectory temporary_;
    const Settings settings_;
    const Labs labs = read_labs(test_labs());
    Course course = Course::open_or_make(directory());
    std::shared_ptr<Standings> standings;  ///< if there are any, sessions have feedback in their replies
    Reports* reports = nullptr;            ///< if there are any, POP3 sessions find the report maildrops

private:
    template <class Make>
    std::string converse(const Commands& lines, Make make, std::string_view protocol,
                         const std::string& from = "127.0.0.1") {
        const auto now = std::chrono::system_clock::now;
        store::WaitingStore store(directory(), settings_);
        store::TranscriptRecorder record(directory(), settings_);
        InBand in_band(directory(), standings, settings_);
        const auto front =
            reports && protocol == "pop3" ? reports->in_front_of(*store.store, store.loop.post()) : nullptr;
        auto session = make(front ? *front : *store.store, record.begin(protocol, from, now()));
        if (standings) session->arrange(in_band.begin(protocol, from, now(), store.loop.post()));
        session->on_answer([] {});
        std::string said;
        auto settle = [&](Session::Next next) {
            for (;; next = session->resume(now())) {
                while (session->waiting()) store.loop.run_one();
                said += session->take_output();
                if (next == Session::Next::read || next == Session::Next::close) return next;
            }
        };
        Session::Next next = settle(session->open(now()));
        for (const std::string& line : lines)
            if (next == Session::Next::read) next = settle(session->receive(line + "\r\n", now()));
        if (next == Session::Next::read) session->dropped(now());
        session.reset();
        record.flush();
        return said;
    }
};

}  // namespace postlab::course
