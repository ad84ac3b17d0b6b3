#pragma once
#include <algorithm>
#include <filesystem>
#include <vector>

namespace postlab::labs {

/// All files with dialogues but those of labs, which labs/course tries.
inline std::vector<std::filesystem::path> dialogue_files() {
    namespace fs = std::filesystem;
    const fs::path root = POSTLAB_SOURCE_DIR;
    std::vector<fs::path> files;
    for (const char* folder : {"smtpd/dialogues", "pop3d/dialogues", "labs/museum/dialogues"})
        for (const auto& entry : fs::directory_iterator(root / folder))
            if (entry.path().extension() == ".txt") files.push_back(entry.path());
    for (const char* file :
         {"labs/README.md", "docs/errata.md", "docs/background.md", "docs/background.zh.md", "docs/background.ru.md"})
        files.push_back(root / file);
    for (const auto& entry : fs::directory_iterator(root / "docs" / "student-sheets"))
        if (entry.path().extension() == ".md") files.push_back(entry.path());
    for (const auto& entry : fs::directory_iterator(root / "labs"))
        if (fs::exists(entry.path() / "handout.md") &&
            !fs::exists(entry.path() / "lab.yaml"))  // labs/course tries those
            files.push_back(entry.path() / "handout.md");
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace postlab::labs
