#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "shared/time.h"
#include "shared/traffic.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab {

/// What a running server tells whoever watches it: `postlab status` and, on the web port, /metrics.
struct Watched {
    static constexpr std::array<std::string_view, 3> protocols{"smtp", "pop3", "pop2"};

    const std::array<Traffic, protocols.size()>& traffic;
    const store::SqliteStore& store;
    const store::TranscriptRecorder* record;  ///< null: there is none
    Time since;                               ///< it runs
};

/// All of it in Prometheus' text format. Any thread; it asks no database and no disk, so it answers also when these
/// don't.
std::string metrics_of(const Watched& watched);

}  // namespace postlab
