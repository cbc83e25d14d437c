package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code tidings serve} in one folder, process after process. One thread starts and ends them; any thread may ask where the hub is.
 */
final class HubInFolder implements AutoCloseable {

    private static final int KILLED = 128 + 9;

    private final Path folder;
    private final Map<String, String> environment;

    // The thread's that starts and ends it.
    private ServeProcess process;
    private final List<String> epochs = new ArrayList<>();

    // Guarded by this: 0 while it is not ready, negative when it will not be again.
    private int port;

    HubInFolder(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Where its events are. */
    Path data() {
        return folder.resolve("tidings-data");
    }

    HubInFolder start() throws IOException {
        process = ServeProcess.start(folder, environment, "serve", "--port", "0");
        return this;
    }

    /** From now on others know where it is. */
    HubInFolder awaitReady() throws IOException {
        if (!isReady()) {
            int readyPort = process.awaitReady().getPort();
            epochs.add(epoch(readyPort));
            changePort(readyPort);
        }
        return this;
    }

    private static String epoch(int port) {
        try (RawClient client = RawClient.connect(port)) {
            DecodedStream stream = DecodedStream.open(client, Protocol.HTTP_1_1, "/events", "");
            return EventId.parse(stream.readBlock().lastEventId()).orElseThrow().epoch();
        }
    }

    /** The epochs that somebody may have an id of, oldest first. The thread that starts it only. */
    List<String> epochs() {
        return epochs;
    }

    synchronized boolean isReady() {
        return port > 0;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() throws IOException, InterruptedException {
        // First: nobody tries again and again where it was.
        changePort(0);
        process.kill();
        assertThat(process.awaitExit()).as(process.errors()).isEqualTo(KILLED);
        assertNoComplaint();
    }

    /** As somebody would stop it who has the time. */
    void stop() throws IOException, InterruptedException {
        changePort(0);
        process.signal("TERM");
        assertThat(process.awaitExit()).as(process.errors()).isZero();
        assertNoComplaint();
    }

    private void assertNoComplaint() throws IOException {
        assertThat(process.errors()).doesNotContain("ERROR", "Exception", "failed", "damaged");
    }

    /** What the process that runs, or ran last, has said on standard error. */
    String errors() throws IOException {
        return process.errors();
    }

    private synchronized void changePort(int newPort) {
        port = newPort;
        notifyAll();
    }

    /** Waits until it is ready; negative if it will not be again. */
    synchronized int awaitPort() throws InterruptedException {
        while (port == 0) {
            wait();
        }
        return port;
    }

    @Override
    public void close() {
        changePort(-1);
        if (process != null) {
            process.close();
        }
    }
}
