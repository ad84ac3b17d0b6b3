#pragma once
#include "shared/text/sentence.h"

/// What is said by who serves mail, or wants to: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence serve_sentences[] = {
    {"serve.domain", "--domain takes a host name such as post.example"},
    {"serve.certificate", "--tls-cert and --tls-key come together"},
    {"serve.address", "an address is HOST:PORT, such as 127.0.0.1:2525 or [::1]:2525, not {}"},
    {"serve.listen", "can't listen on {}: {}"},
    {"serve.taken", "the address is taken; is another server running there? (port 0 takes a free one)"},
    {"serve.not_ours", "this machine has no such address"},
    {"serve.low_port",
     "ports below 1024 are root's: take a higher one, or allow it to this program: setcap cap_net_bind_service=+ep "
     "FILE"},
    {"serve.no_record", "there is no record to show: --set transcript.enabled=true"},
    {"serve.no_page", "there is no page to look on: {}"},
    {"serve.older_evidence",
     "an older postlab has written {1}, the evidence of a course: let that one serve it to its end, or begin anew: mv "
     "{1} {1}.old"},
    {"serve.no_status", "there is no `postlab status` here: {}"},
    {"serve.known_password",
     "{1}'s password is \"{2}\", which everybody can read, and {3} is open to others: postlab user add {1} gives "
     "another one; or listen on 127.0.0.1"},
    {"serve.known_of_all",
     "the password of maildrops that their first mail makes is \"{}\", which everybody can read, and {} is open to "
     "others: --set accounts.auto_create_password=...; or listen on 127.0.0.1"},
    {"serve.teach",
     "warning: with tls.teach=true the record keeps what opens every TLS session, passwords in it too: let nobody use "
     "one that is worth anything"},
    {"serve.another_takes",
     "warning: another postlab takes mail into this folder, too; --data DIR gives each a folder of its own"},
    {"serve.another_gives",
     "warning: another postlab gives mail out of this folder, too; --data DIR gives each a folder of its own"},
};
static_assert(well_formed(serve_sentences, "serve."));

inline constexpr Sentence network_sentences[] = {
    {"network.refused", "no program listens there"},
    {"network.late", "no answer has come in time"},
    {"network.reset", "the other side has cut the connection"},
    {"network.no_host", "no host has that name"},
    {"network.no_port", "there is no such port"},
    {"network.no_way", "no way leads there ({})"},
    {"network.other", "the network refuses it ({})"},
};
static_assert(well_formed(network_sentences, "network."));

inline constexpr Sentence health_sentences[] = {
    {"health.answers", "{} {} answers"},         {"health.wrong", "{} {}"},
    {"health.no_tls", "does not speak TLS: {}"}, {"health.greets", "greets with {}"},
    {"health.silent", "does not greet"},         {"health.closes", "closes the connection"},
    {"health.no_answer", "does not answer: {}"},
};
static_assert(well_formed(health_sentences, "health."));

inline constexpr Sentence status_sentences[] = {
    {"status.server", "{}, running since {}"},
    {"status.connections", "{}: {} connections now, {} since then; {} octets in, {} octets out"},
    {"status.logins", "{}: {} right logins, {} wrong ones; {} times TLS"},
    {"status.replies", "{1}: {2} replies with {4}, {3} with {5}"},
    {"status.mail", "mail: {} letters of {} octets; {} have come since then"},
    {"status.queues", "waiting: {} writes, {} reads, {} passwords"},
    {"status.commits", "commits: {}, of {} ms on average"},
    {"status.record", "record: {} octets wait, {} s behind; {} events lost"},
    {"status.disk", "disk: {} MiB left"},
    {"status.none", "no server runs on {}; --data DIR says where one does"},
    {"status.no_answer", "{} runs, but does not answer here: type it as the user that it runs as"},
};
static_assert(well_formed(status_sentences, "status."));

inline constexpr Sentence user_sentences[] = {
    {"user.none", "there are no accounts in {}; --data DIR says where they are"},
    {"user.added", "added {}"},
    {"user.changed", "changed the password of {}"},
    {"user.messages", "{} messages"},
    {"user.octets", "{} octets"},
    {"user.apop", "APOP"},
    {"user.apop_only", "APOP only"},
    {"user.no_password", "no password"},
    {"user.planted", "planted"},
    {"user.imported", "{} added, {} changed, {} as they were"},
};
static_assert(well_formed(user_sentences, "user."));

inline constexpr Sentence fsck_sentences[] = {
    {"fsck.made", "{} has all of {} as it was at {}: {} files, {} octets"},
    {"fsck.guard", "Whoever has it can read the mail, and knows the keys: keep it as safe as the folder itself."},
    {"fsck.restored", "{} is again what it was at {}"},
    {"fsck.aside", "What was there is in {}; remove it when it isn't needed any more."},
    {"fsck.flaw", "{}: {}."},
    {"fsck.would", "--repair: {}."},
    {"fsck.by_hand", "What to do: {}."},
    {"fsck.mended", "Mended: {}."},
    {"fsck.sound", "Nothing is wrong in {}: {} letters, {} conversations."},
    {"fsck.wrong", "Wrong in {}: {}. postlab fsck --repair mends {} of that."},
    {"fsck.left", "Still wrong in {}: {}."},
    {"fsck.failed", "it can't be read any further ({})"},
    {"fsck.no_course_key", "course.key is missing or no key, so badges and receipts can't be checked"},
    {"fsck.take_course_key", "take it from a backup"},
    {"fsck.no_student_mailbox", "student {} has no mailbox"},
    {"fsck.import_again", "postlab roster import, with the same roster, makes it again"},
    {"fsck.nobodys_grade", "there is a grade in {} of {}, who is not on the roster"},
    {"fsck.grade_again", "postlab roster import brings the student back; postlab grade works grades out again"},
};
static_assert(well_formed(fsck_sentences, "fsck."));

inline constexpr Sentence web_sentences[] = {
    {"web.usage", "postlab web key list, or web key add NAME, or web key remove NAME"},
    {"web.no_folder", "there is no folder {}; --data DIR says where the server keeps its mail"},
    {"web.open", "open {}"},
    {"web.no_key", "{} has no key; postlab web key list shows who has"},
    {"web.withdrawn", "{}'s key opens nothing any more"},
    {"web.name", "a key can't have that name: {}"},
    {"web.has_key", "{1} has a key; postlab web key remove {1} withdraws it"},
    {"web.empty_key", "{} has no key in it: remove it, and the server makes a new one"},
};
static_assert(well_formed(web_sentences, "web."));

}  // namespace postlab::labs
