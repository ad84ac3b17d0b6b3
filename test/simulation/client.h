#pragma once
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "test/simulation/chance.h"
#include "test/simulation/oracle.h"

namespace postlab::simulation {

/// A client of one conversation: it has a plan of commands, says several at once where it may, and holds every reply
/// against what it must be. No network in it: octets go out and come in, cut anywhere.
class Client {
public:
    Client(Oracle& oracle, Chance& chance) : oracle_(oracle), chance_(chance) {}
    virtual ~Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// What it says by now; often nothing.
    std::string speak();
    void hear(std::string_view octets);
    /// It wants nothing more.
    bool is_done() const { return greeted_ && plan_.empty() && awaited_.empty(); }

protected:
    using Heard = std::function<void(std::string_view reply)>;
    struct Command {
        std::string octets;
        Heard heard;              ///< its reply, whole
        bool waits = true;        ///< ... for all replies so far, before it is said
        bool many_lines = false;  ///< of POP3: +OK is followed by lines and a lone dot
        std::function<void()> said = {};
    };
    void plan(Command command) { plan_.push_back(std::move(command)); }
    void next(Command command) { plan_.push_front(std::move(command)); }
    void give_up() { plan_.clear(); }

    /// The length of the first whole reply; 0: it isn't all there yet. It doesn't end in the first `from` octets.
    virtual std::size_t reply_at(std::string_view heard, bool many_lines, std::size_t from) const = 0;
    virtual void greeted(std::string_view greeting) = 0;

    Oracle& oracle_;
    Chance& chance_;

private:
    std::deque<Command> plan_, awaited_;
    std::string heard_;
    bool greeted_ = false;
};

}  // namespace postlab::simulation
