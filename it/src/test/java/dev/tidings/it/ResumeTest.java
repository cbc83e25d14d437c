package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.server.ServerLimits;
import dev.tidings.sse.SseMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who comes back with the id of the last block that came whole misses nothing and gets nothing twice, or is told of a gap. */
class ResumeTest {

    private static final String MINE = "/sse?email=ann%40example.com";

    private RunningHub hub;

    @AfterEach
    void stop() {
        hub.close();
    }

    private static Event mine(int number) {
        return mine(number, "");
    }

    private static Event mine(int number, String more) {
        return Event.of("note", number + more).with("email", "ann@example.com");
    }

    private static Event others(String data) {
        return Event.of("note", data).with("email", "bob@example.com");
    }

    private List<EventId> publishMine(int from, int to) {
        List<EventId> ids = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            ids.add(hub.publish(mine(i)));
        }
        return ids;
    }

    /** Opens a stream and leaves it when the reader returns. */
    private void stream(Protocol protocol, String target, String lastEventId, Consumer<DecodedStream> reader) {
        try (RawClient client = hub.connect(protocol)) {
            reader.accept(DecodedStream.open(client, protocol, target, lastEventId));
        }
    }

    private static List<String> read(DecodedStream stream, int count) {
        List<String> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            data.add(stream.next().data());
        }
        return data;
    }

    private static JsonNode gap(SseMessage message) {
        assertThat(message.type()).isEqualTo(Gap.TYPE);
        JsonNode gap = JsonMapper.shared().readTree(message.data());
        assertThat(message.lastEventId()).isEqualTo(gap.get("earliest").asString());
        return gap;
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsCutOffAgainAndAgainGetsEverythingOnce(Protocol protocol) {
        int events = 1000;
        Random random = RandomSeed.random("whoeverIsCutOffAgainAndAgainGetsEverythingOnce");
        hub = RunningHub.start(settings -> settings.eventLoops(2));
        List<String> lastId = new ArrayList<>(List.of(""));
        stream(protocol, MINE, "", stream -> lastId.set(0, stream.readBlock().lastEventId()));
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publish(events));

        List<Integer> received = new ArrayList<>();
        int connections = 0;
        while (received.size() < events) {
            connections++;
            RawClient client = hub.connect(protocol);
            DecodedStream stream = DecodedStream.open(client, protocol, MINE, lastId.get(0));
            // Mostly a few events, now and then not even the first block, now and then much.
            int bytes = (int) (random.nextDouble() * random.nextDouble() * random.nextDouble() * 20_000);
            for (int i = 0; i < bytes && received.size() < events && stream.readByte(); i++) {
                SseMessage message = stream.poll();
                if (message != null) {
                    received.add(Integer.parseInt(message.data().strip()));
                }
            }
            lastId.set(0, stream.lastEventId());
            leave(client, random);
        }

        publishing.join();
        assertThat(connections).isGreaterThan(10);
        for (int i = 0; i < events; i++) {
            assertThat(received.get(i)).isEqualTo(i);
        }
    }

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            // Of many lengths, so that they are cut in many places; others' events lie between.
            hub.publish(mine(i, " ".repeat(i * 7 % 200)));
            hub.publish(others("x"));
            if (i % 20 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void leave(RawClient client, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> client.close();
            case 1 -> client.reset();
            default -> {
                client.endOutput();
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstBlockAloneIsEnoughToMissNothing(Protocol protocol) {
        hub = RunningHub.start();
        hub.publish(mine(0));
        List<String> id = new ArrayList<>();
        stream(protocol, MINE, "", stream -> id.add(stream.readBlock().lastEventId()));
        publishMine(1, 3);

        stream(protocol, MINE, id.get(0), stream -> assertThat(read(stream, 3)).containsExactly("1", "2", "3"));
    }

    @ParameterizedTest
    @EnumSource
    void theNewestCanBeAskedFor(Protocol protocol) {
        hub = RunningHub.start();
        for (int i = 1; i <= 9; i++) {
            hub.publish(mine(i));
            hub.publish(others("not for ann"));
        }
        stream(protocol, MINE + "&last=3", "", stream -> {
            assertThat(read(stream, 3)).containsExactly("7", "8", "9");
            hub.publish(mine(10));
            assertThat(read(stream, 1)).containsExactly("10");
        });
        stream(
                protocol,
                MINE + "&last=1000",
                "",
                stream -> assertThat(read(stream, 9)).startsWith("1").endsWith("9"));
    }

    @ParameterizedTest
    @EnumSource
    void theBlockBeforeTheNewestNamesThePlaceBeforeThem(Protocol protocol) {
        hub = RunningHub.start();
        publishMine(1, 5);
        List<String> id = new ArrayList<>();
        stream(
                protocol,
                MINE + "&last=2",
                "",
                stream -> id.add(stream.readBlock().lastEventId()));

        stream(protocol, MINE, id.get(0), stream -> assertThat(read(stream, 2)).containsExactly("4", "5"));
    }

    @ParameterizedTest
    @EnumSource
    void anIdMakesTheNumberOfTheNewestVoid(Protocol protocol) {
        hub = RunningHub.start();
        List<EventId> ids = publishMine(1, 9);

        stream(
                protocol,
                MINE + "&last=2",
                ids.get(3).toString(),
                stream -> assertThat(read(stream, 5)).containsExactly("5", "6", "7", "8", "9"));
        stream(
                protocol,
                MINE + "&lastEventId=" + ids.get(6),
                "",
                stream -> assertThat(read(stream, 2)).containsExactly("8", "9"));
    }

    @ParameterizedTest
    @EnumSource
    void anIdOfNobodysIsAGapAndThenEverything(Protocol protocol) {
        hub = RunningHub.start();
        publishMine(1, 3);
        for (String id : List.of("unknown0epoch-7", "not an id", "7")) {
            stream(protocol, MINE, id, stream -> {
                JsonNode gap = gap(stream.next());
                assertThat(gap.get("reason").asString()).isEqualTo("unknown");
                assertThat(gap.get("after").asString()).isEqualTo(id);
                assertThat(read(stream, 3)).containsExactly("1", "2", "3");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdBeyondTheEndIsAGapAndThenWhatFollows(Protocol protocol) {
        hub = RunningHub.start();
        EventId last = publishMine(1, 3).get(2);
        EventId beyond = new EventId(last.epoch(), last.position() + 1);
        stream(protocol, MINE, beyond.toString(), stream -> {
            JsonNode gap = gap(stream.next());
            assertThat(gap.get("after").asString()).isEqualTo(beyond.toString());
            assertThat(gap.get("earliest").asString()).isEqualTo(last.toString());
            publishMine(4, 5);
            assertThat(read(stream, 2)).containsExactly("4", "5");
        });
    }

    @ParameterizedTest
    @EnumSource
    void theNumberOfTheNewestCapsWhatFollowsAGap(Protocol protocol) {
        hub = RunningHub.start();
        publishMine(1, 9);
        stream(protocol, MINE + "&last=2", "unknown0epoch-7", stream -> {
            assertThat(gap(stream.next()).get("reason").asString()).isEqualTo("unknown");
            assertThat(read(stream, 2)).containsExactly("8", "9");
        });
    }

    /** A log of 1 MiB, so that retention is quick. */
    private static Hub smallHub() {
        return Hub.builder().log(MemoryLog.builder().maxBytes(1 << 20).open()).open();
    }

    @ParameterizedTest
    @EnumSource
    void anIdThatIsNotRetainedAnyMoreIsAGapAndThenWhatIs(Protocol protocol) {
        hub = RunningHub.start(smallHub(), settings -> settings);
        EventId first = hub.publish(mine(0));
        int events = 3000;
        for (int i = 1; i <= events; i++) {
            hub.publish(mine(i, " " + "x".repeat(1000)));
        }

        stream(protocol, MINE, first.toString(), stream -> {
            JsonNode gap = gap(stream.next());
            assertThat(gap.get("reason").asString()).isEqualTo("expired");
            assertThat(gap.get("after").asString()).isEqualTo(first.toString());
            assertConsecutiveTo(
                    events, EventId.parse(gap.get("earliest").asString()).orElseThrow(), stream);
        });
    }

    /** Reads up to the last number; each event but for the first stands right behind the one before it. */
    private static void assertConsecutiveTo(int last, EventId earliest, DecodedStream stream) {
        long position = earliest.position();
        int number = -1;
        while (number < last) {
            SseMessage message = stream.next();
            EventId id = EventId.parse(message.lastEventId()).orElseThrow();
            if (message.type().equals(Gap.TYPE)) {
                assertThat(id.position()).isGreaterThan(position);
            } else {
                assertThat(id.position()).isEqualTo(position + 1);
                number = Integer.parseInt(message.data().split(" ", 2)[0]);
            }
            position = id.position();
        }
    }

    @ParameterizedTest
    @EnumSource
    void retentionThatOvertakesAReplayIsAGapInItsMiddle(Protocol protocol) {
        hub = RunningHub.start(smallHub(), settings -> settings);
        List<EventId> ids = new ArrayList<>();
        String large = " " + "x".repeat(4000);
        int number = 0;
        while (number < 200) {
            ids.add(hub.publish(mine(number++, large)));
        }
        try (RawClient client = RawClient.connect(hub.server(protocol).port(), protocol, 4 << 10)) {
            DecodedStream stream =
                    DecodedStream.open(client, protocol, MINE, ids.get(0).toString());
            assertThat(stream.next().data()).startsWith("1 ");
            while (number < 3000) {
                hub.publish(mine(number++, large));
            }

            long position = ids.get(1).position();
            int gaps = 0;
            int seen = 1;
            while (seen < number - 1) {
                SseMessage message = stream.next();
                EventId id = EventId.parse(message.lastEventId()).orElseThrow();
                if (message.type().equals(Gap.TYPE)) {
                    gaps++;
                    JsonNode gap = gap(message);
                    assertThat(gap.get("reason").asString()).isEqualTo("expired");
                    assertThat(gap.get("after").asString()).isEqualTo(new EventId(id.epoch(), position).toString());
                    assertThat(id.position()).isGreaterThan(position);
                } else {
                    assertThat(id.position()).isEqualTo(position + 1);
                    seen = Integer.parseInt(message.data().split(" ", 2)[0]);
                }
                position = id.position();
            }
            assertThat(gaps).isGreaterThan(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdleClientsIdKeepsUpWithRetention(Protocol protocol) {
        hub = RunningHub.start(
                smallHub(), settings -> settings.limits(ServerLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(1))));
        List<String> id = new ArrayList<>();
        stream(protocol, MINE, "", stream -> {
            String primed = stream.readBlock().lastEventId();
            EventId last = null;
            for (int i = 0; i < 3000; i++) {
                last = hub.publish(others("x".repeat(1000)));
            }
            while (!stream.lastEventId().equals(last.toString())) {
                stream.readBlock();
            }
            assertThat(stream.poll()).isNull();
            assertThat(primed).isNotEqualTo(stream.lastEventId());
            id.add(stream.lastEventId());
        });
        publishMine(1, 3);

        stream(protocol, MINE, id.get(0), stream -> assertThat(read(stream, 3)).containsExactly("1", "2", "3"));
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatOneLoopHasServedIsNotServedAgainByAnother(Protocol protocol) {
        hub = RunningHub.start(settings -> settings.eventLoops(2));
        List<String> id = new ArrayList<>(List.of(""));
        stream(protocol, MINE, "", stream -> id.set(0, stream.readBlock().lastEventId()));
        for (int i = 0; i < 200; i++) {
            int number = i;
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> hub.publish(mine(number)));
            // Each connection falls to the other loop, which may not have got as far as the one before.
            stream(protocol, MINE, id.get(0), stream -> {
                assertThat(stream.next().data()).isEqualTo(Integer.toString(number));
                id.set(0, stream.lastEventId());
            });
            publishing.join();
        }
    }
}
