#include <Poco/Base64Encoder.h>
#include <Poco/JSON/Object.h>

#include <ostream>
#include <sstream>

#include "labs/record/export.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

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

template <class Items>
Poco::JSON::Array array_of(const Items& items) {
    Poco::JSON::Array array;
    for (const auto& item : items) array.add(item);
    return array;
}

}  // namespace

void export_jsonl(const Conversation& conversation, std::ostream& out, const Language&) {
    for (const store::KeptEvent& event : conversation.events) {
        Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
        object.set("session", conversation.about.id);
        object.set("seq", event.seq);
        object.set("time", utc(conversation.about.started + event.at));
        object.set("direction", event.direction == Direction::client ? "client" : "server");
        object.set("content", event.content);
        object.set("bytes", base64(event.bytes));
        if (to_utf8(event.bytes, "UTF-8")) object.set("text", event.bytes);
        object.set("state_before", event.state_before);
        object.set("state_after", event.state_after);
        object.set("verb", event.verb);
        object.set("reply", event.reply);
        object.set("left_out", event.left_out);
        if (!event.mailboxes.empty()) object.set("mailboxes", array_of(split(event.mailboxes)));
        if (!event.messages.empty()) object.set("messages", array_of(message_ids(event.messages)));
        if (!event.tls.empty()) object.set("tls", event.tls);
        if (!event.injected.empty()) object.set("injected", event.injected);
        object.stringify(out);
        out << "\n";
    }
}

}  // namespace postlab::labs
