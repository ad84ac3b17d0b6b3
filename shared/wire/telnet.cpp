#include "shared/wire/telnet.h"

namespace postlab {

namespace {

// RFC 854
constexpr unsigned char dont = 254, do_ = 253, wont = 252, will = 251, sb = 250, ip = 244, brk = 243, se = 240;

}  // namespace

bool Telnet::takes(unsigned char byte) {
    switch (at_) {
        case At::data:
            if (byte != iac) return false;
            at_ = At::iac;
            return true;
        case At::iac:
            at_ = At::data;
            if (!is_command(byte)) return false;
            command(byte);
            return true;
        case At::option:
            at_ = At::data;
            refuse(byte);
            return true;
        case At::subnegotiation:
            if (byte == iac) at_ = At::subnegotiation_iac;
            return true;
        case At::subnegotiation_iac:
            at_ = byte == se ? At::data : At::subnegotiation;
            return true;
    }
    return false;
}

void Telnet::command(unsigned char byte) {
    verb_ = byte;
    if (byte >= will) at_ = At::option;
    if (byte == sb) at_ = At::subnegotiation;
    if (byte == ip || byte == brk) interrupted_ = true;
}

void Telnet::watch(std::string_view content) {
    static constexpr std::string_view ctrl_c = "\xFF\xF4\xFF\xFD\x06", refusal = "\xFF\xFC\x06";
    constexpr std::size_t border = ctrl_c.size() - 1;
    watched_ += content.substr(0, border);  // what stands across the border
    const bool found = watched_.find(ctrl_c) != watched_.npos || content.find(ctrl_c) != content.npos;
    if (found && answers_.empty()) answers_ = refusal;
    if (content.size() > border) watched_ = content.substr(content.size() - border);
    if (watched_.size() > border) watched_.erase(0, watched_.size() - border);
}

/// WON'T and DON'T need no answer: nothing is ever on.
void Telnet::refuse(unsigned char option) {
    if (verb_ != will && verb_ != do_) return;
    for (unsigned char byte : {iac, verb_ == will ? dont : wont, option}) answers_ += static_cast<char>(byte);
}

std::size_t telnet_refusals(std::string_view bytes) {
    std::size_t octets = 0;
    while (bytes.size() >= octets + 3 && bytes[octets] == '\xff' &&
           (bytes[octets + 1] == '\xfc' || bytes[octets + 1] == '\xfe'))
        octets += 3;
    return octets;
}

}  // namespace postlab
