#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "test/simulation/client.h"

namespace postlab::simulation {

/// Whose mail a POP3 client fetches, and what it logs in with.
struct Account {
    std::string name, secret;
};

/// Logs in, looks, fetches, marks, perhaps thinks better of it, and says QUIT.
class Pop3Client : public Client {
public:
    /// `held_by_another`: whether somebody else may have the maildrop now, so that [IN-USE] is right.
    Pop3Client(Oracle& oracle, Chance& chance, Account account, std::function<bool()> held_by_another);

private:
    struct Message {
        Oracle::Listed listed;
        Oracle::Number letter = 0;  ///< 0: nobody knows yet
        bool marked = false;
    };

    std::size_t reply_at(std::string_view heard, bool many_lines, std::size_t from) const override;
    void greeted(std::string_view greeting) override;
    void logged_in(std::string_view reply);
    void take_list(std::string_view reply);
    void take_unique_ids(std::string_view reply);
    void plan_visit();
    void plan_fetch(std::size_t index);
    void plan_top(std::size_t index);
    void plan_mark(std::size_t index);
    void plan_unmark();
    void plan_quit();
    std::set<Oracle::Number> marked() const;

    const Account account_;
    const std::function<bool()> held_by_another_;
    Oracle::Expected expected_;
    std::vector<Message> messages_;
    bool pipelines_;
};

}  // namespace postlab::simulation
