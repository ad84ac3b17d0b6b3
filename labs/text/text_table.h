#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace postlab::labs {

/// Rows under heads, each column as wide as the widest in it, two blanks between. One thread.
class TextTable {
public:
    enum class Align { left, right };
    struct Head {
        std::string text;
        Align align;
    };
    explicit TextTable(std::vector<Head> heads) : heads_(std::move(heads)) {}

    /// As many cells as there are heads.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void print(std::ostream& out) const;

private:
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

    std::vector<Head> heads_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace postlab::labs
