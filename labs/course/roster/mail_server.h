#pragma once
#include <string>

namespace postlab::course {

/// Where a class finds its server, as cards and sheets name it: what the import of the roster was told last. Nothing
/// is graded by it.
struct MailServer {
    std::string host = "localhost", smtp = "2525", pop3 = "2110";
    std::string domain = "post.example";  ///< what it calls itself; addresses end in it
    std::string pop2 = "2109";            ///< of the museum; sheets alone name it
    std::string page = {};                ///< where students see their own, "http://192.0.2.7:2580"; empty: nowhere
    bool operator==(const MailServer&) const = default;
};

/// "http://192.0.2.7:2580/me"; empty: nowhere.
inline std::string page_of_students(const MailServer& server) { return server.page.empty() ? "" : server.page + "/me"; }

}  // namespace postlab::course
