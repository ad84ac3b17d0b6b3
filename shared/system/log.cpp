#include "shared/system/log.h"

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/FileChannel.h>
#include <Poco/SyslogChannel.h>
#include <Poco/UTF8Encoding.h>
#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <iostream>

#include "shared/system/file.h"
#include "shared/system/file_descriptor.h"
#include "shared/system/log_queue.h"
#include "shared/text/sentences.h"

namespace postlab {
namespace {

constexpr std::size_t longest_line = 1000;  // octets of its text
constexpr const char* in_a_file = "%Y-%m-%dT%H:%M:%S.%iZ postlab[%P] %p: %t";
constexpr const char* on_standard_error = "postlab: %t";
constexpr const char* as_it_is = "";

std::atomic<LogQueue*> queue_of_process{nullptr};  // null: there is no log

/// How many octets the character at the front of the text has; 0: it is to be spelled out.
std::size_t shown_octets(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return first >= ' ' && first != 0x7f && first != '\\' ? 1 : 0;
    const std::size_t octets = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (text.size() < octets || !Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(octets))) return 0;
    const bool control = first == 0xc2 && bytes[1] < 0xa0;
    const bool turns_or_breaks = first == 0xe2 && (bytes[1] == 0x80 || bytes[1] == 0x81);  // bidi, U+2028
    return control || turns_or_breaks ? 0 : octets;
}

std::string spelled_out(char octet) {
    if (octet == '\\') return "\\\\";
    char text[5];
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(octet));
    return text;
}

/// Poco says that a file can't be opened only when the first line is written.
void expect_writable(const std::string& file) {
    const FileDescriptor out(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!out.is_open()) throw FileError("file.write"_sentence, {file, why_not(file, errno)});
}

std::unique_ptr<LogQueue> queue_to(const std::string& to, Severity least) {
    Poco::AutoPtr<Poco::Channel> end;
    if (to == "stderr") {
        end = new Poco::ConsoleChannel(std::cerr);
        return std::make_unique<LogQueue>(end, on_standard_error, least);
    }
    if (to == "syslog") {
        end = new Poco::SyslogChannel("postlab", Poco::SyslogChannel::SYSLOG_PID, Poco::SyslogChannel::SYSLOG_MAIL);
        return std::make_unique<LogQueue>(end, as_it_is, least);
    }
    expect_writable(to);
    end = new Poco::FileChannel(to);
    return std::make_unique<LogQueue>(end, in_a_file, least);
}

}  // namespace

std::string harmless_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        if (line.size() >= longest_line) return line + "...";
        const std::size_t octets = shown_octets(text);
        octets > 0 ? line.append(text, 0, octets) : line.append(spelled_out(text.front()));
        text.remove_prefix(std::max<std::size_t>(octets, 1));
    }
    return line;
}

void log_line(Severity severity, std::string_view text) {
    LogQueue* const queue = queue_of_process;
    if (!queue)
        std::cerr << "postlab: " + harmless_line(text) + "\n" << std::flush;
    else if (queue->takes(severity))
        queue->add(severity, harmless_line(text));
}

Log::Log(const std::string& to, Severity least)
    : file_(to == "stderr" || to == "syslog" ? "" : to), queue_(queue_to(to, least)) {
    queue_of_process = queue_.get();
}

Log::~Log() { queue_of_process = nullptr; }

void Log::reopen() try {
    if (file_.empty()) return;
    expect_writable(file_);  // which makes it, for those alone who may read it
    queue_->reopen();
} catch (const FileError& error) {  // the old one goes on
    log_line(Severity::warning, error.what());
}

}  // namespace postlab
