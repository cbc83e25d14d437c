package dev.tidings.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.HubThread;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.stream.BlockEncoding;
import dev.tidings.hub.stream.Blocks;
import dev.tidings.hub.stream.FormatTable;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.hub.stream.StreamSpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A transport without sockets: streams are opened on an event loop of its own, and what they write is kept. */
final class StreamRecorder implements AutoCloseable {

    private final Hub hub;
    private final HubThread loop = new HubThread();
    private final Shard shard;
    private final FormatTable<BlockEncoding> encodings = new FormatTable<>(BlockEncoding::new);

    StreamRecorder(Hub hub) {
        this.hub = hub;
        this.shard = hub.addShard(loop);
    }

    /** One client, and what it was sent. */
    final class Client implements Subscriber<Blocks> {

        private final StreamOpening opening;
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<EventId> joined = new CompletableFuture<>();

        private Client(StreamOpening opening) {
            this.opening = opening;
        }

        @Override
        public void joined(EventId position) {
            write(opening.first(position));
            joined.complete(position);
        }

        @Override
        public void deliver(Blocks batch) {
            write(batch.bytes());
        }

        private synchronized void write(byte[] bytes) {
            text.append(new String(bytes, UTF_8));
            notifyAll();
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public long progress() {
            return 0;
        }

        @Override
        public void whenDrained(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void ended(CloseReason reason) {}

        /** The data of all messages up to the event with this id, each in one line. */
        List<String> dataUpTo(EventId id) {
            return Arrays.stream(textUpTo(id).split("\n"))
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring("data: ".length()))
                    .toList();
        }

        synchronized String textUpTo(EventId id) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (text.indexOf("id: " + id + "\n") < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left).as("%s in%n%s", id, text).isPositive();
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return text.toString();
        }
    }

    Client open(SseStream stream) {
        return open(stream, null);
    }

    /** @param lastEventId of a client that comes back; null for a new one */
    Client open(SseStream stream, @Nullable String lastEventId) {
        StreamSpec spec = stream.spec().of(hub);
        Client client = new Client(StreamOpening.of(spec, lastEventId));
        shard.join(new JoinRequest<>(
                client,
                spec.subscription(),
                encodings.of(spec.format()),
                client.opening.start(),
                spec.principal(),
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT,
                spec.whenBehind(),
                spec.lifetime()));
        EmitterFixture.await(client.joined);
        return client;
    }

    @Override
    public void close() {
        loop.shutdown();
    }
}
