package dev.tidings.log.rocksdb.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.log.rocksdb.Contents;
import dev.tidings.log.rocksdb.Folders;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The socket by which other processes ask a log that is open. */
@Timeout(60)
class LogControlTest {

    private final Folders folders = new Folders();

    @AfterEach
    void removeFolders() throws IOException {
        folders.close();
    }

    @Test
    void theSocketIsForTheSameUserAndGoesWithTheLog() throws IOException {
        Path folder = folders.next();
        Path socket = folder.resolve("tidings-control");
        try (RocksLog log = RocksLog.open(folder)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(log.head()).isZero();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftIsReplaced() throws IOException {
        Path folder = folders.next();
        RocksLog.open(folder).close();
        leaveSocket(folder);
        assertThat(LogTools.info(folder).state()).isEqualTo(LogInfo.State.CLOSED);

        try (RocksLog log = RocksLog.open(folder)) {
            assertThat(log.head()).isPositive();
            assertThat(LogTools.info(folder).state()).isEqualTo(LogInfo.State.OPEN);
        }
    }

    private static void leaveSocket(Path folder) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(ControlConnection.socket(folder)));
        }
        assertThat(ControlConnection.socket(folder)).exists();
    }

    @Test
    void aPathThatIsTooLongForASocketStopsNoLog() {
        Path folder = folders.next().resolve("x".repeat(120));
        try (RocksLog log = RocksLog.open(folder)) {
            log.append(List.of(Event.of("a", "b"))).toCompletableFuture().join();

            assertThatThrownBy(() -> LogTools.info(folder))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageContaining("stop it first");
        }
        assertThat(LogTools.info(folder).events()).isEqualTo(1);
    }

    @Test
    void aLogThatIsOpenIsNotChecked() {
        Path folder = folders.next();
        try (RocksLog log = RocksLog.open(folder)) {
            assertThatThrownBy(() -> LogTools.check(folder))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageContaining("stop it, or make a backup and check that");
            log.append(List.of(Event.of("a", "b"))).toCompletableFuture().join();
        }
    }

    @Test
    void noRequestHoweverMalformedHarmsTheLog() throws IOException {
        Random random = Contents.random("LogControlTest");
        Path folder = folders.next();
        try (RocksLog log = RocksLog.open(folder)) {
            for (String request : List.of(
                    "\n",
                    "info",
                    "INFO\n",
                    "info\n\n",
                    "backup \n",
                    "backup relative\n",
                    "backup /\u0000\n",
                    "backup /proc/nothing/here\n",
                    "backup /dev/null\n",
                    "\u00ff\u00fe\n",
                    "x".repeat(20_000),
                    "GET / HTTP/1.1\r\n\r\n")) {
                assertRefused(send(folder, request.getBytes(ISO_8859_1)));
            }
            for (int i = 0; i < 50; i++) {
                byte[] noise = new byte[random.nextInt(9_000)];
                random.nextBytes(noise);
                assertRefused(send(folder, noise));
            }
            assertThat(send(folder, "info\n".getBytes(UTF_8))[0]).isEqualTo(ControlConnection.DONE);
            log.append(List.of(Event.of("a", "b"))).toCompletableFuture().join();
            assertThat(LogTools.info(folder).events()).isEqualTo(1);
        }
    }

    @Test
    void whoSaysNothingDoesNotHoldUpTheEnd() throws IOException {
        Path folder = folders.next();
        RocksLog log = RocksLog.open(folder);
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(ControlConnection.socket(folder)))) {
            assertThat(silent.isConnected()).isTrue();
            long begin = System.nanoTime();
            log.close();
            assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
        }
    }

    private static void assertRefused(byte[] answer) {
        if (answer.length > 0) {
            assertThat(answer[0]).isEqualTo(ControlConnection.FAILED);
        }
    }

    /** The answer; empty if there is none. */
    private static byte[] send(Path folder, byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(ControlConnection.socket(folder)))) {
            ByteBuffer rest = ByteBuffer.wrap(request);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.shutdownOutput();
            ByteBuffer part = ByteBuffer.allocate(4096);
            while (channel.read(part) >= 0) {
                answer.write(part.array(), 0, part.position());
                part.clear();
            }
        } catch (IOException hungUp) {
            return answer.toByteArray();
        }
        return answer.toByteArray();
    }
}
