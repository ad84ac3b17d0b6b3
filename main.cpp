// Runs the command that was typed; commands.cpp lists them all.
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "commands.h"
#include "labs/language/language.h"
#include "labs/text/standard_output.h"
#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace {

using namespace postlab;

/// A standard descriptor that is missing would be given to the next file that is opened, perhaps a database. It becomes
/// one that refuses what is asked of it.
void fill_gaps() {
    for (int standard = 0; standard <= 2; ++standard)
        if (fcntl(standard, F_GETFD) < 0) open("/dev/null", standard == 0 ? O_WRONLY : O_RDONLY);
}

/// In English where the texts of another language can't be read.
std::string said(const Phrase& phrase, const std::vector<std::string>& arguments) try {
    return labs::language_in(arguments).say(phrase);
} catch (const std::exception&) {
    return phrase.in_english();
}

/// The exit status of a command when all that it said has been heard, too. Who reads a pipe may leave when they please.
int heard(int status, const std::vector<std::string>& arguments) {
    if (std::cout.flush()) return status;
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0) return status;
    std::cerr << "postlab: " << said("program.not_written"_sentence, arguments) << "\n";
    return status == 0 ? 1 : status;
}

int run(const std::vector<std::string>& arguments) {
    auto asked_for = [&](const char* option) { return std::ranges::find(arguments, option) != arguments.end(); };
    if (asked_for("--version")) {
        std::cout << "postlab " POSTLAB_VERSION "\n";
        return 0;
    }
    if (arguments.empty() || asked_for("--help")) {
        labs::StandardOutput output({{labs::no_pager_option}, {}}, !asked_for("--no-pager"));
        output.stream() << labs::manual(commands(), "text", arguments, labs::language_in(arguments));
        return 0;
    }
    std::vector<ProgramCommand> all;
    for (const labs::CommandGroup& group : commands())
        all.insert(all.end(), group.commands.begin(), group.commands.end());
    const ChosenCommand chosen = choose_command(all, arguments);
    labs::StandardOutput output(chosen.line, chosen.command.pages);
    return chosen.command.run(chosen.line, output.stream(), std::cerr);
}

}  // namespace

int main(int argc, char** argv) {
    // Blocks of messages come and go all the time: keep their memory, rather than give it back after each.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    fill_gaps();
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        return heard(run(arguments), arguments);
    } catch (const SayableError& error) {
        std::cerr << "postlab: " << said(error.phrase(), arguments) << "\n";
        return dynamic_cast<const UsageError*>(&error) ? 2 : 1;
    } catch (const std::exception& error) {
        std::cerr << "postlab: " << said({"program.unforeseen"_sentence, {words_of(error)}}, arguments) << "\n";
    }
    return 1;
}
