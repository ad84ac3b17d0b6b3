// Simulates one world after the other for so many seconds, or the one of a seed; script/simulate runs it.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "test/simulation/silence.h"
#include "test/simulation/trace.h"
#include "test/simulation/world.h"

namespace {

using namespace postlab::simulation;

struct Wanted {
    double seconds = 60;
    std::uint64_t seed = 0;
    bool one_world = false, forgetful_disk = false;
};

/// Empty: all promises were kept.
std::string simulate(const Ground& ground, std::uint64_t seed, bool forgetful_disk, World::Counts& counts,
                     std::uint64_t& digest) {
    std::optional<Silence> silence;
    if (!tracing) silence.emplace();
    World world(ground, seed, forgetful_disk);
    std::string broken;
    try {
        world.run();
    } catch (const std::exception& error) {
        broken = error.what();
    }
    counts.add(world.counts());
    digest = world.digest();
    return broken;
}

int run(const Wanted& wanted) {
    const Ground ground;
    World::Counts counts;
    const auto began = std::chrono::steady_clock::now();
    double seconds = 0;
    std::uint64_t worlds = 0, digest = 0;
    do {
        const std::uint64_t seed = wanted.seed + worlds++;
        const std::string broken = simulate(ground, seed, wanted.forgetful_disk, counts, digest);
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        if (!broken.empty()) {
            std::printf("BROKEN after %.1f s, %llu worlds: %s\nreplay: script/simulate --seed %llu\n", seconds,
                        static_cast<unsigned long long>(worlds), broken.c_str(), static_cast<unsigned long long>(seed));
            return 1;
        }
    } while (!wanted.one_world && seconds < wanted.seconds);
    auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    std::printf(
        "seeds %llu to %llu: %llu sessions in %.1f s (%.0f a second), %llu power cuts, %llu kills, %llu stops, "
        "%llu failed calls of %llu, %llu promises held\n",
        number(wanted.seed), number(wanted.seed + worlds - 1), number(counts.sessions), seconds,
        static_cast<double>(counts.sessions) / seconds, number(counts.power_cuts), number(counts.kills),
        number(counts.stops), number(counts.faults), number(counts.calls), number(counts.promises));
    if (wanted.one_world) std::printf("digest of this world: %016llx\n", number(digest));
    return 0;
}

}  // namespace

int main(int argc, char** argv) try {
    Wanted wanted;
    wanted.seed = std::random_device()() % 1'000'000'000ull * 1000;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--seed" && i + 1 < argc) {
            wanted.seed = std::stoull(argv[++i]);
            wanted.one_world = true;
        } else if (word == "--trace") {
            tracing = true;
        } else if (word == "--forgetful-disk") {
            wanted.forgetful_disk = true;
        } else if (word == "--from" && i + 1 < argc) {
            wanted.seed = std::stoull(argv[++i]);
        } else {
            wanted.seconds = std::stod(word);
        }
    }
    return run(wanted);
} catch (const std::exception&) {
    std::fprintf(stderr, "usage: simulate [SECONDS] [--seed N [--trace] | --from N] [--forgetful-disk]\n");
    return 2;
}
