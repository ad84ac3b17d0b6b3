#include <Poco/Base64Encoder.h>
#include <Poco/JSON/Object.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>
#include <ostream>
#include <sstream>

#include "labs/record/export.h"
#include "shared/text/message_ranges.h"

namespace postlab::labs {

namespace {

std::string base64(std::string_view bytes) {
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder << bytes;
    encoder.close();
    return out.str();
}

bool is_utf8(std::string_view text) {
    static const Poco::UTF8Encoding utf8;
    while (!text.empty()) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        const int available = static_cast<int>(std::min<std::size_t>(text.size(), 4));
        const int length = utf8.sequenceLength(bytes, available);
        if (length < 1 || length > available || !Poco::UTF8Encoding::isLegal(bytes, length)) return false;
        text.remove_prefix(static_cast<std::size_t>(length));
    }
    return true;
}

Poco::JSON::Array words_of(const std::string& text) {
    Poco::JSON::Array array;
    std::istringstream in(text);
    for (std::string word; in >> word;) array.add(word);
    return array;
}

Poco::JSON::Array numbers_of(const std::string& ranges) {
    Poco::JSON::Array array;
    for (std::uint64_t id : message_ids(ranges)) array.add(static_cast<Poco::UInt64>(id));
    return array;
}

}  // namespace

void export_jsonl(const Conversation& conversation, std::ostream& out) {
    for (const store::KeptEvent& event : conversation.events) {
        Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
        object.set("session", conversation.about.id);
        object.set("seq", event.seq);
        object.set("time", utc(conversation.about.started + event.at));
        object.set("direction", event.direction == Direction::client ? "client" : "server");
        object.set("content", event.content);
        object.set("bytes", base64(event.bytes));
        if (is_utf8(event.bytes)) object.set("text", event.bytes);
        object.set("state_before", event.state_before);
        object.set("state_after", event.state_after);
        object.set("verb", event.verb);
        object.set("reply", event.reply);
        object.set("left_out", event.left_out);
        if (!event.mailboxes.empty()) object.set("mailboxes", words_of(event.mailboxes));
        if (!event.messages.empty()) object.set("messages", numbers_of(event.messages));
        if (!event.injected.empty()) object.set("injected", event.injected);
        object.stringify(out);
        out << "\n";
    }
}

}  // namespace postlab::labs
