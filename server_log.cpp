#include "server_log.h"

namespace postlab {

Severity least_said(const Settings& settings) {
    switch (settings.log.level) {
        case LogLevel::error:
            return Severity::error;
        case LogLevel::warning:
            return Severity::warning;
        case LogLevel::notice:
            return Severity::notice;
        case LogLevel::information:
            return Severity::information;
        case LogLevel::usual:
            break;
    }
    return settings.log.to == "stderr" ? Severity::warning : Severity::information;
}

void log_start(const std::map<std::string, std::string>& listening, const std::string& directory) {
    std::string addresses;
    for (const auto& [protocol, address] : listening) addresses += ", " + protocol + " " + address;
    log_line(Severity::notice, "started" + addresses + ", mail in " + directory);
}

}  // namespace postlab
