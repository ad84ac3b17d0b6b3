#include "status_socket.h"

#include <memory>
#include <system_error>
#include <utility>

namespace postlab {
namespace {

constexpr unsigned most_connections = 16;
constexpr int behind_the_mail = 5;  // niceness
constexpr std::chrono::seconds patience{5};

Settings settings_of_status() {
    Settings settings;
    settings.server.reactors = 1;
    settings.server.max_connections = most_connections;
    return settings;
}

/// Says its text, and closes, whatever it hears.
class Announcement : public Endpoint {
public:
    explicit Announcement(std::string text) : text_(std::move(text)) {}

    Next open(Time) override { return Next::close; }
    Next turn_away(Time) override {
        text_.clear();
        return Next::close;
    }
    Next receive(std::string_view, Time) override { return Next::close; }
    Next resume(Time) override { return Next::close; }
    Next end_of_input(Time) override { return Next::close; }
    Next timed_out(Time) override { return Next::close; }
    Next shut_down(Time) override { return Next::close; }
    void dropped(Time) override {}
    std::string take_output() override { return std::exchange(text_, {}); }
    std::chrono::milliseconds idle_timeout() const override { return patience; }
    bool is_hearing() const override { return false; }
    std::uint64_t lines_taken() const override { return 0; }

private:
    std::string text_;
};

}  // namespace

StatusSocket::StatusSocket(std::filesystem::path path, std::function<std::string()> tell)
    : path_(std::move(path)), server_(settings_of_status()) {
    server_.listen_locally(path_, [tell = std::move(tell)] { return std::make_unique<Announcement>(tell()); });
    server_.start("status", behind_the_mail);
}

StatusSocket::~StatusSocket() {
    server_.stop();
    std::error_code gone_already;
    std::filesystem::remove(path_, gone_already);
}

}  // namespace postlab
