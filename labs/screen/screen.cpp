#include "labs/screen/screen.h"

#include <Poco/JSON/Object.h>
#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <sstream>

#include "labs/explain/explain_session.h"
#include "labs/language/sentences.h"
#include "labs/record/export.h"
#include "labs/screen/assets.h"
#include "labs/screen/guarded_stream.h"
#include "labs/screen/json.h"
#include "labs/screen/letter.h"
#include "labs/screen/refusal.h"
#include "labs/text/look.h"
#include "shared/system/crypto.h"
#include "shared/text/metrics_text.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using http::Answer;
using http::Request;
using http::Status;
using labs::operator""_sentence;

/// The stylesheet of sheets, cards and reports; the page adds its own to it.
const http::Asset& look() {
    static const std::string style = labs::look().str(), tag = hex(sha256(style)).substr(0, 16);
    static const http::Asset asset{"/look.css", "text/css; charset=utf-8", style, tag};
    return asset;
}

const http::Asset* asset_at(std::string_view path) {
    if (path == look().path) return &look();
    const auto found = std::ranges::find(assets(), path, &http::Asset::path);
    return found == assets().end() ? nullptr : &*found;
}

/// Where the page has a view, which it draws itself (www/app.js); `#` is a number, `*` any text.
constexpr std::string_view views[] = {"/", "/c/#", "/m/#", "/compare", "/papers", "/me", "/t"};

/// What stands for `#` or `*` in the path, nothing where there is neither; none: the path is another one.
std::optional<std::string> part_at(std::string_view pattern, std::string_view path) {
    const std::size_t place = pattern.find_first_of("#*");
    if (place == pattern.npos) return path == pattern ? std::optional<std::string>("") : std::nullopt;
    const std::string_view before = pattern.substr(0, place), behind = pattern.substr(place + 1);
    if (path.size() <= before.size() + behind.size() || !path.starts_with(before) || !path.ends_with(behind))
        return std::nullopt;
    const std::string part(path.substr(place, path.size() - before.size() - behind.size()));
    return pattern[place] == '*' || (all_digits(part) && number_in<std::int64_t>(part)) ? std::optional(part)
                                                                                        : std::nullopt;
}

bool is_view(std::string_view path) {
    return std::ranges::any_of(views, [&](std::string_view view) { return part_at(view, path).has_value(); });
}

bool is_ip_address(std::string host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    Poco::Net::IPAddress address;
    return Poco::Net::IPAddress::tryParse(host, address);
}

}  // namespace

Screen::Screen(const std::filesystem::path& directory, About about, Logins::Check check, Post post)
    : directory_(directory),
      about_(std::move(about)),
      access_(directory, [this](const std::string& student) { return course_.kept_pin(student); }),
      logins_(access_, course_, about_.secure, std::move(check)),
      record_(directory, about_.since),
      printing_(directory, about_.labs, std::move(post)) {}

bool Screen::is_ours(const std::string& host) const {
    if (host.empty()) return false;
    if (host == "localhost" || is_ip_address(host)) return true;
    return std::ranges::find(about_.names, host) != about_.names.end() || host == course_.server_host() ||
           host == course_.page_host();
}

void Screen::changed(const std::vector<std::int64_t>& conversations) {
    owners_.changed(conversations);
    watchers_.changed(conversations);
}

const Screen::Place Screen::places[] = {
    {"/session", &Screen::session, false, For::anyone},
    {"/login", &Screen::log_in, true, For::anyone},
    {"/logout", &Screen::log_out, true, For::anyone},
    {"/board/events", &Screen::board_events},
    {"/c/#/events", &Screen::conversation_events, false, For::viewer},
    {"/c/#.txt", &Screen::conversation_text, false, For::viewer},
    {"/c/#.html", &Screen::conversation_export, false, For::viewer},
    {"/c/#.svg", &Screen::conversation_export, false, For::viewer},
    {"/c/#.jsonl", &Screen::conversation_export, false, For::viewer},
    {"/c/#.pcap", &Screen::conversation_export, false, For::viewer},
    {"/c/#/spotlight", &Screen::spotlight, false, For::viewer},
    {"/c/#/spotlight", &Screen::show_to_class, true},
    {"/c/#/agree", &Screen::agree_to_be_shown, true, For::owner},
    {"/m/#/events", &Screen::letter_events, false, For::reader_outside_exams},
    {"/compare/conversations", &Screen::conversations, false, For::reader_outside_exams},
    {"/compare/events", &Screen::pair_events, false, For::reader_outside_exams},
    {"/compare/scenarios", &Screen::scenarios, false, For::reader_outside_exams},
    {"/papers/list", &Screen::papers},
    {"/papers/*", &Screen::paper},
    {"/me/events", &Screen::own_events, false, For::student},
    {"/me/hints", &Screen::own_hints, true, For::student},
    {"/me/sheet/#", &Screen::own_sheet, false, For::student},
    {"/me/report", &Screen::own_report, false, For::student},
    {"/locks/release", &Screen::release_lock, true},
    {"/metrics", &Screen::metrics, false, For::key},
    {"/nobodys/give", &Screen::give_session, true},
    {"/t", &Screen::open_terminal, true, For::reader},
    {"/t/#/line", &Screen::say_in_terminal, true, For::reader},
    {"/t/#/end", &Screen::hang_up_terminal, true, For::reader},
    {"/t/#/events", &Screen::terminal_events, false, For::reader},
};

Answer Screen::answer(const Request& request, Time now) {
    const bool act = request.method == "POST";
    if (act && !comes_from_our_page(request))
        return refusal(request, Status::HTTP_FORBIDDEN, "screen.other_site"_sentence);
    if (act && !access_.has_token(request)) return refusal(request, Status::HTTP_FORBIDDEN, "screen.no_token"_sentence);
    if (const http::Asset* asset = asset_at(is_view(request.path) ? "/index.html" : request.path); asset && !act)
        return http::answer(*asset, request);
    for (const Place& place : places)
        if (const auto part = part_at(place.path, request.path); part && place.act == act)
            return at(place,
                      {request, now, access_.reader(request, now), *part, number_in<std::int64_t>(*part).value_or(0)});
    return no_such_page(request);
}

Answer Screen::at(const Place& place, const Asked& asked) {
    const Sentence* refused = refusal_of(place.whom, asked);
    return refused ? refusal(asked.request, Status::HTTP_FORBIDDEN, *refused) : (this->*place.answer)(asked);
}

const Sentence* Screen::refusal_of(For whom, const Asked& asked) {
    const Reader& reader = asked.reader;
    if (whom == For::anyone) return nullptr;
    if (whom == For::key && access_.shows_key(asked.request)) return nullptr;
    if (reader.is_teacher()) return whom == For::student ? &"screen.for_student"_sentence : nullptr;
    if (!reader.is_student()) return course_.exists() ? &"screen.needs_login"_sentence : &"screen.needs_key"_sentence;
    if (whom == For::teacher || whom == For::key) return &"screen.for_teacher"_sentence;
    if (whom == For::reader || whom == For::student) return nullptr;
    const bool shown = whom == For::viewer && spotlight_.shows(asked.number, owners_.of(asked.number));
    if ((whom == For::owner || whom == For::viewer) && !shown && !is_owner(asked, asked.number))
        return &"screen.not_yours"_sentence;
    return course_.exam() ? &"screen.exam"_sentence : nullptr;
}

/// What is typed in a terminal of the page is its reader's before it says so.
bool Screen::is_owner(const Asked& asked, std::int64_t conversation) {
    return owners_.of(conversation) == asked.reader.name || terminals_.has(person(asked), conversation);
}

/// Whoever has no cookie gets one that says nothing about them, so that a token can be bound to it.
Answer Screen::session(const Asked& asked) {
    const auto& [request, now, reader, part, number] = asked;
    std::string cookie;
    if (!access_.has_cookie(request)) cookie = access_.cookie_for({}, request, now, about_.secure);
    Poco::JSON::Object session;
    session.set("role", reader.is_teacher() ? "teacher" : reader.is_student() ? "student" : "nobody");
    session.set("token", cookie.empty() ? access_.token_for(request) : access_.token_with(cookie));
    session.set("class", course_.exists());
    if (reader != Reader()) {
        session.set("name", reader.name);
        session.set("smtp", about_.smtp);
        session.set("pop3", about_.pop3);
        session.set("smtp_patience", about_.smtp_patience_s);
        session.set("pop3_patience", about_.pop3_patience_s);
    }
    Answer answer = json_answer(session);
    if (!cookie.empty()) answer.fields.emplace_back("Set-Cookie", cookie);
    return answer;
}

Answer Screen::board_events(const Asked& asked) {
    const std::string& language = language_of(asked.request).code();
    return streaming(asked, std::make_unique<BoardStream>(board_, class_board_, spotlight_, watchers_, language));
}

std::unique_ptr<ConversationStream> Screen::conversation(const Asked& asked, Position from) {
    auto newest = [this, reader = asked.reader] {
        return reader.is_student() ? owners_.newest_of(reader.name) : record_.newest();
    };
    return std::make_unique<ConversationStream>(record_, watchers_, asked.number, from, language_of(asked.request),
                                                std::move(newest));
}

Answer Screen::conversation_events(const Asked& asked) {
    return streaming(asked, conversation(asked, position_in(asked.request.field("Last-Event-ID"))), For::viewer);
}

/// Each of the two must be its reader's, as if it were asked for alone.
Answer Screen::pair_events(const Asked& asked) {
    auto one = [&](const char* side) {
        return Asked{asked.request,
                     asked.now,
                     asked.reader,
                     {},
                     number_in<std::int64_t>(asked.request.query.get(side, "")).value_or(0)};
    };
    const Asked left = one("left"), right = one("right");
    for (const Asked& side : {left, right})
        if (const Sentence* refused = refusal_of(For::viewer, side))
            return refusal(asked.request, Status::HTTP_FORBIDDEN, *refused);
    auto both = std::make_unique<PairStream>(conversation(left, {}), conversation(right, {}));
    return streaming(left, std::move(streaming(right, std::move(both), For::viewer).stream), For::viewer);
}

/// A page or a picture to look at, or a file for another program.
Answer Screen::conversation_export(const Asked& asked) {
    const auto conversation = record_.whole(asked.number);
    if (!conversation) return refusal(asked.request, Status::HTTP_NOT_FOUND, "screen.no_conversation"_sentence);
    const std::string name = asked.request.path.substr(asked.request.path.rfind('.') + 1);
    std::ostringstream out;
    labs::export_form(name).write(*conversation, out, language_of(asked.request));
    if (name == "html" || name == "svg") return paper_answer(name, out.str());
    Answer answer{.type = "application/octet-stream", .body = out.str()};
    const std::string file = std::to_string(asked.number) + "." + name;
    answer.fields.emplace_back("Content-Disposition", "attachment; filename=\"" + file + "\"");
    return answer;
}

Answer Screen::spotlight(const Asked& asked) {
    Poco::JSON::Object shown;
    shown.set("shown", spotlight_.shows(asked.number, owners_.of(asked.number)));
    shown.set("agreed", spotlight_.has_agreed(asked.number));
    shown.set("own", asked.reader.is_student() && is_owner(asked, asked.number));
    return json_answer(shown);
}

Answer Screen::show_to_class(const Asked& asked) {
    const bool on = asked.request.form.get("on", "") == "1";
    if (on && !spotlight_.may_show(asked.number, owners_.of(asked.number)))
        return trouble(Status::HTTP_CONFLICT, "not_agreed");
    if (on) spotlight_.show(asked.number);
    if (!on) spotlight_.end();
    watchers_.changed({StudentStream::all_students});
    return spotlight(asked);
}

/// A teacher can't agree in their place.
Answer Screen::agree_to_be_shown(const Asked& asked) {
    if (!asked.reader.is_student())
        return refusal(asked.request, Status::HTTP_FORBIDDEN, "screen.for_student"_sentence);
    spotlight_.agree(asked.number, asked.request.form.get("yes", "") == "1");
    watchers_.changed({StudentStream::all_students});
    return spotlight(asked);
}

Answer Screen::letter_events(const Asked& asked) {
    LetterReader reader{asked.reader.name, [this, request = asked.request, who = asked.reader](std::int64_t id) {
                            return is_owner({request, {}, who, {}, id}, id);
                        }};
    if (asked.reader.is_teacher()) reader = {};
    return streaming(
        asked,
        std::make_unique<LetterStream>(record_, watchers_, static_cast<std::uint64_t>(asked.number), std::move(reader)),
        For::reader_outside_exams);
}

Answer Screen::conversations(const Asked& asked) {
    if (asked.reader.is_teacher()) return json_answer(board_.now());
    Poco::JSON::Array list;
    for (const auto& about : owners_.last_of(asked.reader.name)) list.add(about_of(about));
    Poco::JSON::Object own;
    own.set("conversations", list);
    return json_answer(own);
}

Answer Screen::scenarios(const Asked& asked) {
    return {.type = "application/json", .body = scenarios_.json(language_of(asked.request))};
}

Answer Screen::papers(const Asked& asked) { return printing_.list(asked.request, asked.now); }

Answer Screen::paper(const Asked& asked) { return printing_.page(asked.request, asked.part, asked.now); }

Answer Screen::release_lock(const Asked& asked) {
    if (!about_.acts.let_go) return no_such_page(asked.request);
    about_.acts.let_go(lower_case(asked.request.form.get("mailbox", "")));
    return done();
}

Answer Screen::metrics(const Asked& asked) {
    if (!about_.acts.metrics) return no_such_page(asked.request);
    return {.type = std::string(MetricsText::content_type), .body = about_.acts.metrics()};
}

Answer Screen::give_session(const Asked& asked) {
    const auto& form = asked.request.form;
    const course::Gift gift{number_in<std::int64_t>(form.get("conversation", "")).value_or(0),
                            lower_case(form.get("student", "")), form.get("lab", "")};
    if (!about_.acts.record) return no_such_page(asked.request);
    const std::string refusal = class_board_.give(gift, *about_.acts.record, asked.now);
    return refusal.empty() ? done() : trouble(Status::HTTP_CONFLICT, refusal);
}

/// Who has the key has a browser of their own, and each counts for itself; a student is one in all of theirs.
std::string Screen::person(const Asked& asked) const {
    return asked.reader.is_student() ? "student " + asked.reader.name : access_.token_for(asked.request);
}

Answer Screen::open_terminal(const Asked& asked) {
    const Request& request = asked.request;
    return terminals_.open(person(asked), request.client, request.form.get("protocol", ""), asked.now);
}

Answer Screen::say_in_terminal(const Asked& asked) {
    return terminals_.say(person(asked), asked.number, asked.request.form.get("line", ""));
}

Answer Screen::hang_up_terminal(const Asked& asked) { return terminals_.hang_up(person(asked), asked.number); }

Answer Screen::terminal_events(const Asked& asked) {
    const auto from = number_in<std::uint64_t>(asked.request.field("Last-Event-ID"));
    return streaming(asked, terminals_.stream(person(asked), asked.number, from.value_or(0)), For::reader);
}

Answer Screen::conversation_text(const Asked& asked) {
    const auto conversation = record_.conversation(asked.number);
    if (!conversation) return refusal(asked.request, Status::HTTP_NOT_FOUND, "screen.no_conversation"_sentence);
    std::ostringstream out;
    labs::explain_session(*conversation, out, language_of(asked.request));
    return {.body = out.str()};
}

Answer Screen::own_events(const Asked& asked) {
    return streaming(asked, std::make_unique<StudentStream>(students_, watchers_, own(asked)), For::student);
}

Answer Screen::own_hints(const Asked& asked) {
    if (course_.exam()) return refusal(asked.request, Status::HTTP_FORBIDDEN, "screen.exam"_sentence);
    Answer answer{.body = students_.hints(own(asked), asked.now)};
    watchers_.changed({StudentStream::all_students});
    return answer;
}

Answer Screen::own_sheet(const Asked& asked) {
    StudentPages::Question question = own(asked);
    question.lab = std::to_string(asked.number);
    const auto page = students_.sheet(question, asked.now);
    return page ? paper_answer("html", *page)
                : refusal(asked.request, Status::HTTP_NOT_FOUND, "screen.no_page"_sentence);
}

Answer Screen::own_report(const Asked& asked) {
    if (course_.exam()) return refusal(asked.request, Status::HTTP_FORBIDDEN, "screen.exam"_sentence);
    const auto page = students_.report(own(asked), asked.now);
    return page ? paper_answer("html", *page)
                : refusal(asked.request, Status::HTTP_SERVICE_UNAVAILABLE, "screen.cannot_tell"_sentence);
}

/// "lab" stands in the query, or in what a POST brings.
StudentPages::Question Screen::own(const Asked& asked) {
    const auto& named = asked.request.method == "POST" ? asked.request.form : asked.request.query;
    return {asked.reader.name, language_of(asked.request), named.get("lab", "")};
}

Answer Screen::streaming(const Asked& asked, std::unique_ptr<http::EventStream> stream, For whom) {
    auto may_see = [this, request = asked.request, reader = asked.reader, number = asked.number, whom](Time now) {
        return access_.reader(request, now) == reader && !refusal_of(whom, {request, now, reader, {}, number});
    };
    return {.type = "text/event-stream",
            .stream = std::make_unique<GuardedStream>(std::move(stream), std::move(may_see))};
}

}  // namespace postlab::screen
