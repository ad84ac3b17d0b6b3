#include "smtpd/path.h"

#include <gtest/gtest.h>

namespace postlab::smtpd::path_test {

using Kind = SyntaxError::Kind;

std::string a(std::size_t count) { return std::string(count, 'a'); }

struct Accepted {
    std::string argument, text, local_part, domain;
};

void expect_accepted(const std::variant<PathArgument, SyntaxError>& parsed, const Accepted& wanted) {
    SCOPED_TRACE(wanted.argument);
    auto argument = std::get_if<PathArgument>(&parsed);
    ASSERT_TRUE(argument) << "expected " << std::get<SyntaxError>(parsed).what << " at "
                          << std::get<SyntaxError>(parsed).number;
    EXPECT_EQ(argument->path.text, wanted.text);
    EXPECT_EQ(argument->path.local_part, wanted.local_part);
    EXPECT_EQ(argument->path.domain, wanted.domain);
}

struct Refused {
    std::string argument;
    Kind kind;
    std::string_view what;
    std::size_t number;
};

void expect_refused(const std::variant<PathArgument, SyntaxError>& parsed, const Refused& wanted) {
    SCOPED_TRACE(wanted.argument);
    auto error = std::get_if<SyntaxError>(&parsed);
    ASSERT_TRUE(error) << "it was accepted";
    EXPECT_EQ(error->kind, wanted.kind);
    EXPECT_EQ(error->what, wanted.what);
    EXPECT_EQ(error->number, wanted.number);
}

TEST(ReversePath, takes_every_form_of_the_grammar) {
    const Accepted table[] = {
        {"FROM:<>", "", "", ""},
        {"FROM:<alice@post.example>", "alice@post.example", "alice", "post.example"},
        {"from:<Alice@POST.example>", "Alice@POST.example", "Alice", "POST.example"},
        {"FROM:<alice@localhost>", "alice@localhost", "alice", "localhost"},
        {"FROM:<a.b.c@x>", "a.b.c@x", "a.b.c", "x"},
        {"FROM:<!#$%&'*+-/=?^_`{|}~@x>", "!#$%&'*+-/=?^_`{|}~@x", "!#$%&'*+-/=?^_`{|}~", "x"},
        {"FROM:<a@3com-x.example>", "a@3com-x.example", "a", "3com-x.example"},
        {"FROM:<\"\"@x>", "\"\"@x", "", "x"},
        {"FROM:<\"two words\"@x>", "\"two words\"@x", "two words", "x"},
        {"FROM:<\"a@b>\"@x>", "\"a@b>\"@x", "a@b>", "x"},
        {"FROM:<\"Joe\\,Smith\"@x>", "\"Joe\\,Smith\"@x", "Joe,Smith", "x"},
        {"FROM:<\"\\\"\\\\\"@x>", "\"\\\"\\\\\"@x", "\"\\", "x"},
        {"FROM:<a@[127.0.0.1]>", "a@[127.0.0.1]", "a", "[127.0.0.1]"},
        {"FROM:<a@[255.255.255.001]>", "a@[255.255.255.001]", "a", "[255.255.255.001]"},
        {"FROM:<a@[IPv6:::1]>", "a@[IPv6:::1]", "a", "[IPv6:::1]"},
        {"FROM:<a@[ipv6:1:2:3:4:5:6:7:8]>", "a@[ipv6:1:2:3:4:5:6:7:8]", "a", "[ipv6:1:2:3:4:5:6:7:8]"},
        {"FROM:<a@[IPv6:::ffff:10.1.2.3]>", "a@[IPv6:::ffff:10.1.2.3]", "a", "[IPv6:::ffff:10.1.2.3]"},
        {"FROM:<a@[x-tag:any!thing]>", "a@[x-tag:any!thing]", "a", "[x-tag:any!thing]"},
        {"FROM:<@one:a@x>", "a@x", "a", "x"},
        {"FROM:<@one.example,@two:\"q\"@x>", "\"q\"@x", "q", "x"},
    };
    for (const Accepted& row : table) expect_accepted(parse_mail(row.argument), row);
}

TEST(ForwardPath, lets_only_postmaster_do_without_a_domain) {
    const Accepted table[] = {
        {"TO:<alice@post.example>", "alice@post.example", "alice", "post.example"},
        {"to:<postmaster>", "postmaster", "postmaster", ""},
        {"TO:<POSTmaster>", "POSTmaster", "POSTmaster", ""},
        {"TO:<\"Postmaster\">", "\"Postmaster\"", "Postmaster", ""},
        {"TO:<postmaster@post.example>", "postmaster@post.example", "postmaster", "post.example"},
        {"TO:<@relay:postmaster@x>", "postmaster@x", "postmaster", "x"},
    };
    for (const Accepted& row : table) expect_accepted(parse_rcpt(row.argument), row);
    expect_refused(parse_rcpt("TO:<alice>"), {"", Kind::path, "'@'", 15});
    expect_refused(parse_rcpt("TO:<>"), {"", Kind::path, "a mailbox name", 10});
    expect_refused(parse_mail("FROM:<postmaster>"), {"", Kind::path, "'@'", 22});
}

TEST(ReversePath, says_what_was_expected_and_where) {
    const Refused table[] = {
        {"", Kind::argument, "FROM:", 6},
        {"<a@x>", Kind::argument, "FROM:", 6},
        {"FROM <a@x>", Kind::argument, "FROM:", 6},
        {" FROM:<a@x>", Kind::argument, "FROM:", 6},
        {"TO:<a@x>", Kind::argument, "FROM:", 6},
        {"FROM:", Kind::path, "'<'", 11},
        {"FROM: <a@x>", Kind::path, "'<'", 11},
        {"FROM:a@x", Kind::path, "'<'", 11},
        {"FROM:<", Kind::path, "a mailbox name", 12},
        {"FROM:< >", Kind::path, "a mailbox name", 12},
        {"FROM:<@>", Kind::path, "a letter or digit of a domain", 13},
        {"FROM:<a>", Kind::path, "'@'", 13},
        {"FROM:<a b@x>", Kind::path, "'@'", 13},
        {"FROM:<a@b@x>", Kind::path, "'>'", 15},
        {"FROM:<.a@x>", Kind::path, "a mailbox name", 12},
        {"FROM:<a.@x>", Kind::path, "a mailbox name", 14},
        {"FROM:<a..b@x>", Kind::path, "a mailbox name", 14},
        {"FROM:<a@>", Kind::path, "a letter or digit of a domain", 14},
        {"FROM:<a@.x>", Kind::path, "a letter or digit of a domain", 14},
        {"FROM:<a@x.>", Kind::path, "a letter or digit of a domain", 16},
        {"FROM:<a@-x>", Kind::path, "a letter or digit of a domain", 14},
        {"FROM:<a@x->", Kind::path, "a letter or digit of a domain", 16},
        {"FROM:<a@x_y>", Kind::path, "'>'", 15},
        {"FROM:<a@x", Kind::path, "'>'", 15},
        {"FROM:<\"a@x>", Kind::path, "'\"'", 17},
        {"FROM:<\"a\\", Kind::path, "'\"'", 15},
        {std::string("FROM:<\"a\tb\"@x>"), Kind::path, "a printable character", 14},
        {std::string("FROM:<a\0@x>", 11), Kind::path, "'@'", 13},
        {"FROM:<a@[1.2.3]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[1.2.3.256]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[1.2.3.0004]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[1.2.3.4.5]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[IPv6:1:2]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[IPv6:::1::]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[tag-:x]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[tag:]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[]>", Kind::path, "an IPv4 address or IPv6:address", 15},
        {"FROM:<a@[1.2.3.4", Kind::path, "']'", 22},
        {"FROM:<@one a@x>", Kind::path, "':'", 16},
        {"FROM:<@one,two:a@x>", Kind::path, "'@'", 17},
        {"FROM:<@one:>", Kind::path, "a mailbox name", 17},
        {"FROM:<@one:@two:a@x>", Kind::path, "a mailbox name", 17},
        {"FROM:<>x", Kind::argument, "a space or the end of the line", 13},
        {"FROM:<a@x> ", Kind::argument, "a parameter", 17},
        {"FROM:<a@x>  SIZE=1", Kind::argument, "a parameter", 17},
        {"FROM:<a@x> =1", Kind::argument, "a parameter", 17},
        {"FROM:<a@x> -A", Kind::argument, "a parameter", 17},
        {"FROM:<a@x> SIZE=", Kind::argument, "a value", 22},
        {"FROM:<a@x> A=b=c", Kind::argument, "a space or the end of the line", 20},
    };
    for (const Refused& row : table) expect_refused(parse_mail(row.argument), row);
}

TEST(Path, keeps_to_64_255_and_256_octets) {
    auto mail = [](const std::string& path) { return parse_mail("FROM:<" + path + ">"); };
    std::string local = a(64), label = a(63) + ".";
    expect_accepted(mail(local + "@x"), {"", local + "@x", local, "x"});
    expect_refused(mail(local + "a@x"), {"", Kind::too_long, "Local-part", 64});
    expect_accepted(mail('"' + a(62) + "\"@x"), {"", '"' + a(62) + "\"@x", a(62), "x"});
    expect_refused(mail('"' + a(63) + "\"@x"), {"", Kind::too_long, "Local-part", 64});

    std::string domain = label + label + label + a(60);  // 252: with "<a@" and ">" the path is full
    expect_accepted(mail("a@" + domain), {"", "a@" + domain, "a", domain});
    expect_refused(mail("a@" + domain + "a"), {"", Kind::too_long, "Path", 256});
    expect_refused(mail("a@" + domain + "aaa"), {"", Kind::too_long, "Path", 256});
    expect_refused(mail("a@" + domain + ".aaa"), {"", Kind::too_long, "Domain", 255});
    expect_refused(mail("a@" + a(64) + ".example"), {"", Kind::too_long, "Part of a domain", 63});
    const std::string long_in_utf8 = "a@" + a(60) + "\xC3\xA4\xC3\xA4.example";  // 64 octets, but 62 letters
    EXPECT_TRUE(std::holds_alternative<PathArgument>(mail(long_in_utf8)));
    expect_refused(mail("a@[tag:" + a(250) + "]"), {"", Kind::too_long, "Domain", 255});
    expect_refused(mail("@" + label + label + label + "b:a@" + a(63)), {"", Kind::too_long, "Path", 256});
}

TEST(Path, is_mended_and_an_error_in_it_is_named_by_the_column_as_typed) {
    auto column_of_error = [](const std::string& argument, std::string_view keyword) -> std::size_t {
        const auto mended = mend(argument, keyword);
        if (!mended) return 0;
        const auto parsed = keyword == "TO" ? parse_rcpt(mended->argument) : parse_mail(mended->argument);
        const auto error = std::get_if<SyntaxError>(&parsed);
        return error ? mended->typed_column(error->number) : 0;
    };
    auto column_of = [](std::string_view argument, std::string_view what) {
        return argument.find(what) + argument_column;
    };
    for (const char* argument : {"TO: <moshez@@foo.com>", "TO:moshez@@foo.com", "TO :  moshez@@foo.com"})
        EXPECT_EQ(column_of_error(argument, "TO"), column_of(argument, "@foo.com")) << argument;
    EXPECT_EQ(column_of_error("TO: bob", "TO"), 13u) << "where the domain is missing";
    EXPECT_EQ(column_of_error("FROM: <a@x> =1", "FROM"), column_of("FROM: <a@x> =1", "=1"));
    EXPECT_EQ(column_of_error("FROM: a@x =1", "FROM"), column_of("FROM: a@x =1", "=1"));
    EXPECT_FALSE(mend("TO:bob@x>", "TO"));
    EXPECT_FALSE(mend("TO:<bob@x>", "TO"));
}

TEST(Path, takes_UTF_8_and_tells_of_it) {
    auto parsed = parse_mail("FROM:<\xD0\xB6\xE5\xB1\x80\xF0\x9F\x93\xAE.b@\xE9\x83\xB5\xE5\xB1\x80.example>");
    ASSERT_TRUE(std::holds_alternative<PathArgument>(parsed));
    EXPECT_FALSE(std::get<PathArgument>(parsed).path.ascii);
    parsed = parse_mail("FROM:<\"\xD0\xB6 x\"@y>");
    ASSERT_TRUE(std::holds_alternative<PathArgument>(parsed));
    EXPECT_EQ(std::get<PathArgument>(parsed).path.local_part, "\xD0\xB6 x");
    EXPECT_FALSE(std::get<PathArgument>(parsed).path.ascii);
    EXPECT_TRUE(std::get<PathArgument>(parse_mail("FROM:<a@x>")).path.ascii);
}

TEST(Path, takes_no_broken_UTF_8) {
    for (const char* bytes : {"\xFF", "\x80", "\xC0\x80", "\xC1\xBF", "\xD0", "\xE0\x80\x80", "\xED\xA0\x80",
                              "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80"}) {
        std::string broken = std::string("FROM:<") + bytes + "@x>", quoted = std::string("FROM:<\"") + bytes + "\"@x>";
        expect_refused(parse_mail(broken), {broken, Kind::path, "a mailbox name", 12});
        expect_refused(parse_mail(quoted), {quoted, Kind::path, "a printable character", 13});
    }
}

TEST(Parameters, are_split_from_the_path_and_each_other) {
    auto parsed = parse_mail("FROM:<\"a b\"@x> SIZE=1000 BODY=8BITMIME SMTPUTF8 X-Y=a,b;c");
    const auto& parameters = std::get<PathArgument>(parsed).parameters;
    ASSERT_EQ(parameters.size(), 4u);
    EXPECT_EQ(parameters[0].keyword, "SIZE");
    EXPECT_EQ(parameters[0].value, "1000");
    EXPECT_EQ(parameters[2].keyword, "SMTPUTF8");
    EXPECT_EQ(parameters[2].value, "");
    EXPECT_EQ(parameters[3].keyword, "X-Y");
    EXPECT_EQ(parameters[3].value, "a,b;c");
}

TEST(Host, is_a_domain_or_an_address_literal_in_ASCII) {
    for (const std::string& good : {std::string("localhost"), std::string("client.example"), std::string("[127.0.0.1]"),
                                    std::string("[IPv6:fe80::1]"), std::string("1and1.example"), a(63)})
        EXPECT_TRUE(names_a_host(good)) << good;
    for (const std::string& bad :
         {std::string(), std::string("."), std::string("a."), std::string("a_b"), std::string("[127.0.0.1"),
          std::string("[127.0.0.1]x"), std::string("a b"), std::string("-a"), std::string("<a>"),
          std::string("\xD0\xB6"), a(64), "x." + a(64) + ".example", "[tag:" + a(250) + "]"})
        EXPECT_FALSE(names_a_host(bad)) << bad;
}

}  // namespace postlab::smtpd::path_test
