// Runs the command that was typed; commands.cpp lists them all.
#include <malloc.h>

#include <Poco/Exception.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "commands.h"

namespace {

using namespace postlab;

int run(const std::vector<std::string>& arguments) {
    auto asked_for = [&](const char* option) { return std::ranges::find(arguments, option) != arguments.end(); };
    if (asked_for("--version")) {
        std::cout << "postlab " POSTLAB_VERSION "\n";
        return 0;
    }
    if (arguments.empty() || asked_for("--help")) {
        std::cout << labs::manual(commands(), "text", arguments);
        return 0;
    }
    std::vector<ProgramCommand> all;
    for (const labs::CommandGroup& group : commands())
        all.insert(all.end(), group.commands.begin(), group.commands.end());
    return run_program(all, arguments, std::cout, std::cerr);
}

}  // namespace

int main(int argc, char** argv) {
    // Blocks of messages come and go all the time: keep their memory, rather than give it back after each.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    try {
        return run({argv + 1, argv + argc});
    } catch (const UsageError& error) {
        std::cerr << "postlab: " << error.what() << "\n";
        return 2;
    } catch (const Poco::Exception& error) {
        std::cerr << "postlab: " << error.displayText() << "\n";
    } catch (const std::exception& error) {
        std::cerr << "postlab: " << error.what() << "\n";
    }
    return 1;
}
