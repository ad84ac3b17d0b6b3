#include "test/simulation/smtp_client.h"

#include <charconv>

#include "test/simulation/letter.h"

namespace postlab::simulation {
namespace {

/// These fail only together with the store.
bool is_temporary(std::string_view reply) { return reply.starts_with("4"); }

std::uint64_t id_in(std::string_view reply) {
    constexpr std::string_view before = "stored as message ";
    const auto at = reply.find(before);
    demand(at != reply.npos, "a 250 without the message's number: " + std::string(reply));
    std::uint64_t id = 0;
    std::from_chars(reply.data() + at + before.size(), reply.data() + reply.size(), id);
    return id;
}

void expect(std::string_view reply, std::string_view code, bool or_temporary = false) {
    if (reply.starts_with("421")) return;  // the server stops, or has lost patience
    demand(reply.starts_with(code) || (or_temporary && is_temporary(reply)),
           "SMTP said " + std::string(reply) + " instead of " + std::string(code));
}

}  // namespace

SmtpClient::SmtpClient(Oracle& oracle, Chance& chance, std::span<const std::string> mailboxes)
    : Client(oracle, chance), mailboxes_(mailboxes), pipelines_(chance.one_in(2)) {
    plan({"EHLO client.example\r\n", [](std::string_view reply) { expect(reply, "250"); }});
    for (std::uint64_t letters = chance.between(1, 3); letters > 0; --letters) {
        if (chance.one_in(5)) plan_abandoned();
        plan_letter();
    }
    plan({"QUIT\r\n", [](std::string_view reply) { expect(reply, "221"); }});
}

void SmtpClient::greeted(std::string_view greeting) {
    if (!greeting.starts_with("220")) give_up();
}

/// A reply of several lines has a hyphen in all but the last.
std::size_t SmtpClient::reply_at(std::string_view heard, bool, std::size_t) const {
    for (std::size_t at = 0;;) {
        const std::size_t end = heard.find("\r\n", at);
        if (end == heard.npos) return 0;
        if (end - at < 4 || heard[at + 3] != '-') return end + 2;
        at = end + 2;
    }
}

void SmtpClient::plan_envelope(const Shared& letter) {
    plan({"MAIL FROM:<sender@client.example>\r\n", [](std::string_view reply) { expect(reply, "250"); }, true});
    for (std::uint64_t recipients = chance_.between(1, 3); recipients > 0; --recipients) {
        const std::string mailbox = mailboxes_[chance_.below(mailboxes_.size())];
        plan({"RCPT TO:<" + mailbox + "@post.example>\r\n",
              [letter, mailbox](std::string_view reply) {
                  expect(reply, "250", true);
                  if (reply.starts_with("250")) letter->accepted.insert(mailbox);
              },
              !pipelines_});
    }
    if (chance_.one_in(8))
        plan({"RCPT TO:<nobody@post.example>\r\n", [](std::string_view reply) { expect(reply, "550", true); },
              !pipelines_});
}

/// Begun, and taken back: nobody ever gets a letter because of it.
void SmtpClient::plan_abandoned() {
    plan_envelope(std::make_shared<Letter>());
    if (chance_.one_in(3)) plan({"BDAT 12\r\nnot a letter", nullptr, !pipelines_});
    plan({"RSET\r\n", [](std::string_view reply) { expect(reply, "250"); }, !pipelines_});
    if (chance_.one_in(2)) plan({"NOOP\r\n", [](std::string_view reply) { expect(reply, "250"); }, !pipelines_});
}

void SmtpClient::plan_letter() {
    const auto letter = std::make_shared<Letter>();
    plan_envelope(letter);
    if (chance_.one_in(3)) {
        plan({"NOOP\r\n", [this, letter](std::string_view) {
                  if (letter->accepted.empty())
                      next({"RSET\r\n", nullptr});
                  else
                      send_chunks(letter);
              }});
        return;
    }
    plan({"DATA\r\n",
          [this, letter](std::string_view reply) {
              if (reply.starts_with("354")) return send_data(letter);
              demand(letter->accepted.empty() || is_temporary(reply), "DATA was refused: " + std::string(reply));
              next({"RSET\r\n", nullptr});
          },
          !pipelines_});
}

void SmtpClient::send_data(const Shared& letter) {
    letter->number = oracle_.new_letter();
    letter->text = write_letter(letter->number, chance_);
    next({stuffed(letter->text), [this, letter](std::string_view reply) { answered(letter, reply); }, true, false,
          [this, letter] { oracle_.sending(letter->number, letter->text, letter->accepted); }});
}

/// Cut anywhere, also between a CR and its LF, or into nothing (RFC 3030 2).
void SmtpClient::send_chunks(const Shared& letter) {
    letter->number = oracle_.new_letter();
    letter->text = write_letter(letter->number, chance_);
    std::string all;
    std::string_view rest = letter->text;
    auto failed = std::make_shared<bool>(false);
    std::vector<Command> chunks;
    while (chunks.size() < 4 && chance_.one_in(2)) {
        const std::string_view chunk = rest.substr(0, chance_.below(rest.size() + 1));
        rest.remove_prefix(chunk.size());
        chunks.push_back({"BDAT " + std::to_string(chunk.size()) + "\r\n" + std::string(chunk),
                          [failed](std::string_view reply) {
                              expect(reply, "250", true);
                              if (!reply.starts_with("250")) *failed = true;
                          },
                          !pipelines_});
    }
    chunks.push_back({"BDAT " + std::to_string(rest.size()) + " LAST\r\n" + std::string(rest),
                      [this, letter, failed](std::string_view reply) {
                          if (!*failed) answered(letter, reply);
                          if (!reply.starts_with("250")) next({"RSET\r\n", nullptr});
                      },
                      !pipelines_, false,
                      [this, letter] { oracle_.sending(letter->number, letter->text, letter->accepted); }});
    for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) next(std::move(*chunk));
}

void SmtpClient::answered(const Shared& letter, std::string_view reply) {
    if (reply.starts_with("250")) return oracle_.stored(letter->number, id_in(reply));
    demand(is_temporary(reply), "a letter was refused: " + std::string(reply));
    oracle_.refused(letter->number);
}

}  // namespace postlab::simulation
