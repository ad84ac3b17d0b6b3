#pragma once
#include <sys/types.h>

#include <memory>
#include <ostream>
#include <streambuf>
#include <string>

namespace postlab::labs {

/// What is printed at a terminal, which goes through a pager as soon as it is longer than the terminal: $PAGER, or
/// less, with colours (-R). Nothing is paged where PAGER is set to nothing, or there is no such program. Who leaves the
/// pager early hears no more, which is no error. While one runs, Ctrl-C is the pager's.
///
/// The descriptor is the terminal's; other output there should be flushed before. One thread.
class Pager : public std::streambuf {
public:
    explicit Pager(int terminal);
    ~Pager() override;  ///< prints what is left, and waits until the pager has been left
    Pager(const Pager&) = delete;
    Pager& operator=(const Pager&) = delete;

protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;

private:
    void take(std::string_view text);
    void begin();
    void print(std::string_view text);

    const std::string program_;  ///< empty: nothing is paged
    std::size_t rows_left_;      ///< before a pager is needed
    std::string held_;
    int out_;          ///< the terminal, or the pager's input
    pid_t pager_ = 0;  ///< 0: there is none
};

}  // namespace postlab::labs
