#include "labs/screen/web_keys.h"

#include <sys/stat.h>

#include "labs/screen/screen.h"
#include "labs/screen/screen_for_tests.h"
#include "labs/screen/web_command.h"
#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::screen::web_keys_test {

struct WebKey : testing::Test {
    std::string command(std::vector<std::string> words, int status = 0) {
        words.insert(words.begin(), {"web", "key"});
        words.insert(words.end(), {"--data", directory.string()});
        std::ostringstream out;
        EXPECT_EQ(run_program({web_key_command()}, words, out, out), status);
        return out.str();
    }
    std::string key_of(const std::string& name) {
        const std::string said = command({"add", name});
        return said.substr(said.find("#key=") + 5, 32);
    }
    static mode_t mode_of(const std::filesystem::path& path) {
        struct stat about {};
        EXPECT_EQ(::stat(path.c_str(), &about), 0) << path;
        return about.st_mode & 0777;
    }
    http::Request request(const std::string& cookie) {
        http::Request request;
        request.method = "GET";
        request.path = "/board/events";
        request.fields.set("Host", "localhost");
        request.cookies.set("postlab-web", cookie);
        return request;
    }
    std::string cookie_for(const Reader& reader) {
        const std::string field = Access(directory).cookie_for(reader, request(""), now, false);
        return field.substr(field.find('=') + 1, field.find(';') - field.find('=') - 1);
    }

    TemporaryDirectory temporary;
    const std::filesystem::path directory = temporary.path();
    Time now = std::chrono::system_clock::now();
};

TEST_F(WebKey, is_made_for_a_name_and_known_again) {
    const std::string key = key_of("Anna");
    const WebKeys keys(directory);
    EXPECT_EQ(keys.owner_of(key), "anna");
    EXPECT_EQ(keys.owner_of(keys.first()), "");
    EXPECT_EQ(keys.owner_of("nobody's"), std::nullopt);
    EXPECT_THROW(command({"add", "anna"}), std::runtime_error) << "she has one";
    for (const char* name : {"../anna", "an/na", ".", ""})
        EXPECT_THROW(command({"add", name}), std::runtime_error) << name;
}

TEST_F(WebKey, is_shown_once_and_kept_as_a_digest_for_its_owners_eyes) {
    const std::string key = key_of("anna");
    EXPECT_EQ(command({"list"}), "anna\n");
    EXPECT_EQ(mode_of(directory / "web.keys" / "anna"), 0600u);
    EXPECT_EQ(mode_of(directory / "web.keys"), 0700u);
    EXPECT_FALSE(has(read_file(directory / "web.keys" / "anna"), key));
}

TEST_F(WebKey, opens_all_pages_and_ends_when_it_is_removed_those_that_are_open_too) {
    const std::string key = key_of("anna");
    Screen screen(directory, {});
    const Reader anna = Access(directory).with_key(key);
    EXPECT_EQ(anna, (Reader{Reader::Role::teacher, "anna"}));
    const std::string cookie = cookie_for(anna), first = cookie_for({Reader::Role::teacher, ""});
    const http::Answer page = screen.answer(request(cookie), now), other = screen.answer(request(first), now);
    ASSERT_TRUE(page.stream && other.stream);
    EXPECT_TRUE(has(page.stream->next(now), "event: board"));
    EXPECT_EQ(command({"remove", "anna"}), "anna's key opens nothing any more\n");
    now += std::chrono::seconds(2);
    EXPECT_LE(page.stream->looks_again(), std::chrono::seconds(2));
    EXPECT_EQ(page.stream->next(now), "");
    EXPECT_TRUE(page.stream->is_over());
    other.stream->next(now);
    EXPECT_FALSE(other.stream->is_over()) << "the first key's stays";
    EXPECT_FALSE(screen.answer(request(cookie), now).stream);
    EXPECT_EQ(Access(directory).with_key(key), Reader());
    EXPECT_THROW(command({"remove", "anna"}), std::runtime_error);
    key_of("anna");
    EXPECT_FALSE(screen.answer(request(cookie), now).stream) << "a new key is another one";
}

TEST_F(WebKey, is_none_where_its_file_has_no_digest) {
    const std::string key = key_of("anna");
    const WebKeys keys(directory);
    EXPECT_TRUE(keys.seal_of("anna"));
    const std::string digest = read_file(directory / "web.keys" / "anna");
    for (const std::string& left : {std::string(), std::string("\n"), digest.substr(0, 20), digest + digest}) {
        replace_file(directory / "web.keys" / "anna", left);
        EXPECT_EQ(keys.seal_of("anna"), std::nullopt) << left;
        EXPECT_EQ(keys.owner_of(key), std::nullopt) << left;
        EXPECT_EQ(keys.owner_of(""), std::nullopt) << left;
    }
}

TEST_F(WebKey, says_how_it_is_typed) {
    EXPECT_THROW(command({"add"}), UsageError);
    EXPECT_THROW(command({"list", "anna"}), UsageError);
    EXPECT_THROW(command({"withdraw", "anna"}), UsageError);
}

}  // namespace postlab::screen::web_keys_test
