// A block of the record as a pack may bring it, which anybody can write.
#include "fuzz/fuzz.h"
#include "store/transcript/transcript_block.h"

using namespace postlab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view block = fuzz::as_text(data, size);
    std::vector<store::BlockEvent> events;
    store::read_block(block, events);
    std::size_t octets = 0;
    for (const store::BlockEvent& event : events) {
        octets += event.event.bytes.size() + event.event.mailboxes.size() + event.event.messages.size();
        fuzz::demand(!event.same_as || event.event.bytes.empty(), "what stands elsewhere isn't here");
    }
    fuzz::demand(octets <= size, "nothing is invented");
    return 0;
}
