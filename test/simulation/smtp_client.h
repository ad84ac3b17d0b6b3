#pragma once
#include <memory>
#include <set>
#include <span>
#include <string>

#include "test/simulation/client.h"

namespace postlab::simulation {

/// Sends a few letters: by DATA or BDAT, one command at a time or many at once, with transactions that are given up.
class SmtpClient : public Client {
public:
    SmtpClient(Oracle& oracle, Chance& chance, std::span<const std::string> mailboxes);

private:
    struct Letter {
        Oracle::Number number = 0;
        std::string text;
        std::set<std::string> accepted;  ///< recipients
    };
    using Shared = std::shared_ptr<Letter>;

    std::size_t reply_at(std::string_view heard, bool many_lines, std::size_t from) const override;
    void greeted(std::string_view greeting) override;
    void plan_letter();
    void plan_envelope(const Shared& letter);
    void plan_abandoned();
    void send_data(const Shared& letter);
    void send_chunks(const Shared& letter);
    void answered(const Shared& letter, std::string_view reply);

    std::span<const std::string> mailboxes_;
    bool pipelines_;
};

}  // namespace postlab::simulation
