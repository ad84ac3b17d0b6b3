#include "shared/http/answer.h"

#include <Poco/DeflatingStream.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace postlab::http {

using Poco::Net::HTTPResponse;

namespace {

/// On every answer that says nothing else. The page loads nothing from elsewhere, runs no script that stands in it, and
/// is in nobody's frame.
constexpr std::pair<const char*, const char*> always[] = {
    {"Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

bool has_field(const Answer& answer, std::string_view name) {
    for (const auto& [known, value] : answer.fields)
        if (known == name) return true;
    return false;
}

bool takes_gzip(const Request& request) {
    std::vector<std::string> codings;
    Poco::Net::MessageHeader::splitElements(request.field("Accept-Encoding"), codings);
    return std::ranges::find(codings, "gzip") != codings.end();
}

std::string deflated(std::string_view content) {
    std::ostringstream zipped;
    Poco::DeflatingOutputStream deflater(zipped, Poco::DeflatingStreamBuf::STREAM_GZIP);
    deflater.write(content.data(), static_cast<std::streamsize>(content.size()));
    deflater.close();
    return zipped.str();
}

const std::string& in_gzip(const Asset& asset) {
    if (asset.zipped.empty()) asset.zipped = deflated(asset.content);
    return asset.zipped;
}

}  // namespace

Answer see_other(const std::string& path) {
    Answer answer{.status = Status::HTTP_SEE_OTHER};
    answer.fields.emplace_back("Location", path);
    return answer;
}

Answer plain(Status status, std::string_view why) {
    Answer answer{.status = status};
    answer.body =
        std::to_string(status) + " " + HTTPResponse::getReasonForStatus(status) + "\n\n" + std::string(why) + "\n";
    return answer;
}

Answer answer(const Asset& asset, const Request& request) {
    Answer answer;
    answer.type = asset.type;
    const bool zipped = takes_gzip(request);
    const std::string tag = '"' + std::string(asset.tag) + (zipped ? "-gzip\"" : "\"");
    answer.fields = {
        {"ETag", tag}, {"Vary", "Accept-Encoding"}, {"Cache-Control", "no-cache"}};  // asked about each time
    if (request.field("If-None-Match") == tag) {
        answer.status = Status::HTTP_NOT_MODIFIED;
    } else if (zipped) {
        answer.fields.emplace_back("Content-Encoding", "gzip");
        answer.body = in_gzip(asset);
    } else {
        answer.body = asset.content;
    }
    return answer;
}

std::string octets(const Answer& answer, bool head_only, bool goes_on, Time now) {
    HTTPResponse head(HTTPResponse::HTTP_1_1, answer.status);
    head.setDate(Poco::Timestamp(microseconds_of(now)));
    for (const auto& [name, value] : always)
        if (!has_field(answer, name)) head.set(name, value);
    for (const auto& [name, value] : answer.fields) head.add(name, value);
    if (!has_field(answer, "Cache-Control")) head.set("Cache-Control", "no-store");
    if (answer.status != Status::HTTP_NOT_MODIFIED) head.setContentType(answer.type);
    if (!answer.stream && answer.status != Status::HTTP_NOT_MODIFIED)
        head.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    head.setKeepAlive(goes_on);
    std::ostringstream stream;
    head.write(stream);
    return head_only ? stream.str() : stream.str() + answer.body;
}

}  // namespace postlab::http
