#include "test/simulation/pop3_client.h"

#include <algorithm>
#include <sstream>

#include "shared/system/digest.h"
#include "test/simulation/letter.h"
#include "test/simulation/trace.h"

namespace postlab::simulation {
namespace {

bool is_ok(std::string_view reply) { return reply.starts_with("+OK"); }
bool is_for_now(std::string_view reply) { return reply.starts_with("-ERR [SYS/TEMP]"); }

/// What stands between the first line and the lone dot.
std::string_view lines_in(std::string_view reply) {
    reply.remove_prefix(reply.find("\r\n") + 2);
    reply.remove_suffix(3);
    return reply;
}

}  // namespace

Pop3Client::Pop3Client(Oracle& oracle, Chance& chance, Account account, std::function<bool()> held_by_another)
    : Client(oracle, chance),
      account_(std::move(account)),
      held_by_another_(std::move(held_by_another)),
      pipelines_(chance.one_in(2)) {}

std::size_t Pop3Client::reply_at(std::string_view heard, bool many_lines, std::size_t from) const {
    const std::size_t line = heard.find("\r\n");
    if (line == heard.npos) return 0;
    if (!many_lines || !is_ok(heard)) return line + 2;
    const std::size_t end = heard.find("\r\n.\r\n", std::max(line, from - std::min<std::size_t>(from, 4)));
    return end == heard.npos ? 0 : end + 5;
}

void Pop3Client::greeted(std::string_view greeting) {
    const auto from = greeting.find('<'), to = greeting.find('>');
    if (!is_ok(greeting) || to == greeting.npos) return give_up();
    const std::string timestamp(greeting.substr(from, to + 1 - from));
    const Heard heard = [this](std::string_view reply) { logged_in(reply); };
    const auto said = [this] {
        trace("login of " + account_.name);
        expected_ = oracle_.expected(account_.name);
    };
    if (!chance_.one_in(8))
        return plan({"APOP " + account_.name + " " + apop_digest(timestamp, account_.secret) + "\r\n", heard, true,
                     false, said});
    plan({"USER " + account_.name + "\r\n", nullptr});
    plan({"PASS " + account_.secret + "\r\n", heard, true, false, said});
}

void Pop3Client::logged_in(std::string_view reply) {
    if (!is_ok(reply)) {
        demand(is_for_now(reply) || (reply.starts_with("-ERR [IN-USE]") && held_by_another_()),
               account_.name + " could not log in: " + std::string(reply));
        return plan({"QUIT\r\n", nullptr});
    }
    plan({"LIST\r\n", [this](std::string_view list) { take_list(list); }, true, true});
    plan({"UIDL\r\n", [this](std::string_view list) { take_unique_ids(list); }, !pipelines_, true});
}

void Pop3Client::take_list(std::string_view reply) {
    demand(is_ok(reply), "LIST was refused: " + std::string(reply));
    std::istringstream lines{std::string(lines_in(reply))};
    std::size_t number;
    for (Message message; lines >> number >> message.listed.octets;) messages_.push_back(message);
}

void Pop3Client::take_unique_ids(std::string_view reply) {
    demand(is_ok(reply), "UIDL was refused: " + std::string(reply));
    std::istringstream lines{std::string(lines_in(reply))};
    std::size_t number, listed = 0;
    std::vector<Oracle::Listed> list;
    for (std::string unique_id; lines >> number >> unique_id; ++listed) {
        demand(number == listed + 1 && number <= messages_.size(), "UIDL lists other messages than LIST");
        Message& message = messages_[listed];
        message.listed.unique_id = unique_id;
        message.listed.id = std::stoull(unique_id);
        message.letter = oracle_.letter_of(message.listed.id);
        list.push_back(message.listed);
    }
    demand(listed == messages_.size(), "UIDL lists fewer messages than LIST");
    oracle_.listed(account_.name, expected_, list);
    plan_visit();
}

void Pop3Client::plan_visit() {
    for (std::size_t index = 0; index < messages_.size(); ++index) {
        if (chance_.one_in(4)) plan_fetch(index);
        if (chance_.one_in(20)) plan_top(index);
        if (chance_.one_in(3)) plan_mark(index);
        if (chance_.one_in(40)) plan_unmark();
    }
    if (chance_.one_in(2)) plan({"NOOP\r\n", nullptr, !pipelines_});
    plan_quit();
}

void Pop3Client::plan_fetch(std::size_t index) {
    plan({"RETR " + std::to_string(index + 1) + "\r\n",
          [this, index](std::string_view reply) {
              Message& message = messages_[index];
              if (!is_ok(reply)) return demand(is_for_now(reply) || message.marked, "RETR: " + std::string(reply));
              message.letter = oracle_.fetched(account_.name, message.listed, unstuffed(lines_in(reply)));
          },
          !pipelines_, true});
}

void Pop3Client::plan_top(std::size_t index) {
    plan({"TOP " + std::to_string(index + 1) + " 2\r\n",
          [this, index](std::string_view reply) {
              Message& message = messages_[index];
              if (!is_ok(reply)) return demand(is_for_now(reply) || message.marked, "TOP: " + std::string(reply));
              const auto letter = number_of_letter(reply);
              demand(letter && (message.letter == 0 || *letter == message.letter), "TOP shows another letter");
          },
          !pipelines_, true});
}

/// Only what is known is deleted, so that it can be held against what is left.
void Pop3Client::plan_mark(std::size_t index) {
    plan({"DELE " + std::to_string(index + 1) + "\r\n",
          [this, index](std::string_view reply) {
              Message& message = messages_[index];
              demand(is_ok(reply) || message.marked, "DELE: " + std::string(reply));
              message.marked = true;
          },
          !pipelines_});
    if (messages_[index].letter != 0) return;
    // Nobody knows yet which letter it is.
    plan({"RSET\r\n",
          [this](std::string_view) {
              for (Message& message : messages_) message.marked = false;
          },
          !pipelines_});
}

void Pop3Client::plan_unmark() {
    plan({"RSET\r\n",
          [this](std::string_view reply) {
              demand(is_ok(reply), "RSET: " + std::string(reply));
              for (Message& message : messages_) message.marked = false;
          },
          !pipelines_});
}

void Pop3Client::plan_quit() {
    plan({"QUIT\r\n",
          [this](std::string_view reply) {
              if (is_ok(reply)) oracle_.deleted(account_.name, marked());
          },
          true, false, [this] { oracle_.deleting(account_.name, marked()); }});
}

std::set<Oracle::Number> Pop3Client::marked() const {
    std::set<Oracle::Number> letters;
    for (const Message& message : messages_)
        if (message.marked) letters.insert(message.letter);
    return letters;
}

}  // namespace postlab::simulation
