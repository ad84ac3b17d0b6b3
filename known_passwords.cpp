#include "known_passwords.h"

#include "labs/language/sentences.h"
#include "store/accounts.h"

namespace postlab {

void expect_no_known_password(const std::filesystem::path& directory, const Settings& settings,
                              const std::string& address) {
    using labs::operator""_sentence;
    const std::string known = Settings().accounts.auto_create_password;
    if (settings.accounts.auto_create && settings.accounts.auto_create_password == known)
        throw SayableError("serve.known_of_all"_sentence, {known, address});
    store::Accounts accounts(directory);
    for (const char* name : {"alice", "bob"})
        if (accounts.has_password(name, known))
            throw SayableError("serve.known_password"_sentence, {name, known, address});
}

}  // namespace postlab
