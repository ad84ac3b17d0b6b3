#include "shared/telnet.h"

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

/// WON'T and DON'T need no answer: nothing is ever on.
void Telnet::refuse(unsigned char option) {
    if (verb_ != will && verb_ != do_) return;
    for (unsigned char byte : {iac, verb_ == will ? dont : wont, option}) answers_ += static_cast<char>(byte);
}

}  // namespace postlab
