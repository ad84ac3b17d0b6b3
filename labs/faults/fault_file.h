#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/faults/fault_rule.h"

namespace postlab::labs {

/// A rule as it is kept: with its number, which is never given twice, and the tag it was added under.
struct KeptFault {
    std::uint64_t id = 0;
    std::string tag;  ///< "s017/L12"; empty: none
    FaultRule rule;
};

/// DIR/faults.jsonl: the rules of a server, one JSON object a line, so that a server reads only the lines that are
/// new to it. Every change replaces the file as a whole, and one change waits for the other, also between processes.
/// A running server heeds the change from the next session, login or first recipient on. This file is the only way
/// to arrange a fault; no session writes to it. Throws BadFault, and std::runtime_error when the file can't be used.
class FaultFile {
public:
    /// The directory must exist.
    explicit FaultFile(std::filesystem::path directory);

    std::vector<KeptFault> rules() const;
    /// Lines that are no rules, such as the half of one, each named with what removes it. Nothing else heeds them.
    std::vector<Phrase> flaws() const;
    /// Adds the rules behind those that are there; what they have become.
    std::vector<KeptFault> add(const std::vector<FaultRule>& rules, const std::string& tag = {});
    /// Removes what has the tag and adds the rules under it, in one step: how a lab is started again. Without rules it
    /// only removes. Sessions are counted anew.
    void replace(const std::string& tag, const std::vector<FaultRule>& rules) { replace({{tag, rules}}); }
    /// The same for many tags at once, as for a whole class: the file is written once.
    void replace(const std::map<std::string, std::vector<FaultRule>>& by_tag);
    bool remove(std::uint64_t id);  ///< false: there is no such rule

    static std::filesystem::path path_in(const std::filesystem::path& directory) { return directory / "faults.jsonl"; }

private:
    struct Contents {
        std::uint64_t last_id = 0;
        std::vector<std::string> lines;
    };
    Contents read() const;
    void write(const Contents& contents) const;
    void change(const std::function<void(Contents&)>& how) const;

    std::filesystem::path directory_;
};

/// One line of the file. Throws BadFault.
KeptFault kept_fault(const std::string& line);
/// The number that was given last, where the line says so, as the first one does; nothing: it is another line.
std::optional<std::uint64_t> last_id_in(const std::string& line);

}  // namespace postlab::labs
