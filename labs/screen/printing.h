#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "labs/screen/class/papers.h"
#include "shared/http/answer.h"
#include "shared/system/post.h"
#include "store/queue/workers.h"

namespace postlab::screen {

/// A page or picture of one file, as it is written to disk, too. `form`: "html" or "svg".
http::Answer paper_answer(const std::string& form, std::string content);

/// Has pages of paper made on a thread of its own: for a class of 300 one may take a second, in which all other pages
/// are answered. Owned by the screen and asked on its thread.
class Printing {
public:
    /// `labs`: the folder of the labs, as the setting lab.folder has it. `post`: to the thread that asks; without one
    /// there is no paper.
    Printing(std::filesystem::path directory, std::string labs, Post post);

    /// Both answer later, with 503 and the reason when course or labs can't be read.
    http::Answer list(const http::Request& request, Time now);
    http::Answer page(const http::Request& request, const std::string& file, Time now);

private:
    using Make = std::function<http::Answer(Papers& papers)>;
    http::Answer later(const http::Request& request, Make make);

    const Post post_;
    store::Workers<Papers> thread_;
};

}  // namespace postlab::screen
