// What crosses the wire encrypted, and what opens it, beside what is said.
#include "store/transcript/transcript_recorder.h"
#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_layers_test {

using Layer = Event::Layer;

Event hidden(Layer layer, std::string_view bytes, Direction direction = Direction::server) {
    return {.direction = direction,
            .at = {},
            .bytes = bytes,
            .state_before = {},
            .state_after = {},
            .verb = {},
            .reply = {},
            .layer = layer};
}

Event said(std::string_view bytes, bool content = false) {
    return {.direction = Direction::client,
            .at = {},
            .bytes = bytes,
            .state_before = "ready",
            .state_after = "ready",
            .verb = "NOOP",
            .reply = {},
            .content = content};
}

Event tls_begins() {
    return {.direction = Direction::server,
            .at = {},
            .bytes = {},
            .state_before = "fresh",
            .state_after = "fresh",
            .verb = {},
            .reply = {},
            .tls = "TLSv1.3 TLS_AES_256_GCM_SHA384"};
}

TEST_F(Transcripts, keep_what_was_encrypted_beside_what_was_said_and_count_it_for_nothing) {
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("smtp", "peer", start);
        transcript->record(said("STARTTLS\r\n"));
        transcript->record(hidden(Layer::wire, "\x16\x03\x01", Direction::client));
        transcript->record(hidden(Layer::secret, "CLIENT_RANDOM 00 11"));
        transcript->record(tls_begins());
        transcript->record(said("NOOP\r\n"));
        transcript->record(hidden(Layer::wire, "\x17\x03\x03"));
        transcript->ended("quit", start);
    }
    const auto about = all().at(0);
    EXPECT_EQ(about.events, 3u);
    EXPECT_EQ(about.lost, 0u);
    const auto kept = events(about.id);
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_EQ(kept[1].tls, "TLSv1.3 TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(kept[2].bytes, "NOOP\r\n");
    for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(kept[i].seq, i);
    TranscriptReader reader(directory);
    const auto layers = reader.all_layers(about.id);
    ASSERT_EQ(layers.size(), 6u);
    EXPECT_EQ(layers[1].layer, Layer::wire);
    EXPECT_EQ(layers[1].direction, Direction::client);
    EXPECT_EQ(layers[2].layer, Layer::secret);
    EXPECT_EQ(layers[2].bytes, "CLIENT_RANDOM 00 11");
    EXPECT_EQ(layers[5].bytes, "\x17\x03\x03");
    EXPECT_EQ(reader.flaw(about.id).in_english(), "");
}

TEST_F(Transcripts, keep_a_letter_whole_around_what_was_encrypted_meanwhile) {
    settings.transcript.max_content_bytes = 4;
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("smtp", "peer", start);
        transcript->record(said("DATA\r\n"));
        for (int i = 0; i < 3; ++i) {
            transcript->record(hidden(Layer::wire, "xxx"));
            transcript->record(said("content", true));
        }
        transcript->ended("quit", start);
    }
    const auto kept = events(all().at(0).id);
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[1].bytes, "cont");
    EXPECT_EQ(kept[1].left_out, 17u);
    EXPECT_EQ(all().at(0).lost, 0u);
}

TEST_F(Transcripts, bound_what_was_encrypted_and_lose_nothing_that_was_said) {
    constexpr std::size_t half = 512 << 10;
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "peer", start);
        transcript->record(said("STLS\r\n"));
        for (int i = 0; i < 5; ++i) {
            transcript->record(hidden(Layer::wire, std::string(half, 'x')));
            recorder.flush();
        }
        transcript->record(said("QUIT\r\n"));
        transcript->ended("quit", start);
    }
    std::size_t octets = 0;
    for (const KeptEvent& event : TranscriptReader(directory).all_layers(all().at(0).id))
        if (event.layer == Layer::wire) octets += event.bytes.size();
    EXPECT_EQ(octets, half) << "at most a mebibyte, with what each adds";
    EXPECT_EQ(events(all().at(0).id).size(), 2u);
    EXPECT_EQ(all().at(0).lost, 0u);
}

TEST_F(Transcripts, hold_nothing_of_a_handshake_behind_which_nothing_was_asked) {
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("smtp", "peer", start);
        transcript->record(hidden(Layer::wire, "\x16\x03\x01", Direction::client));
        transcript->record(tls_begins());
        transcript->record({Direction::server, start, "220 ready\r\n", "fresh", "fresh", "", "session.greeting"});
        transcript->ended("drop", start);
    }
    EXPECT_FALSE(has_transcripts(directory));
}

}  // namespace postlab::store::transcript_layers_test
