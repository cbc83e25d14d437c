package dev.tidings.log.rocksdb.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.rocksdb.store.Input;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the process that has a log open. For one thread. */
final class ControlClient {

    private static final Duration REQUEST = Duration.ofSeconds(5);

    /** 1 h: another file system takes a copy of everything, and requests wait for each other. */
    private static final Duration ANSWER = Duration.ofHours(1);

    private ControlClient() {}

    /**
     * Asks, and waits for the answer.
     *
     * @return what it consists of, or null if nobody listens
     * @throws LogStorageException if the answer is that it did not work
     */
    static @Nullable Input ask(Path log, String request) {
        Path socket = ControlConnection.socket(log);
        if (!Files.exists(socket)) {
            return null;
        }
        byte[] answer;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open();
                ControlConnection connection = new ControlConnection(channel, selector, () -> false)) {
            connection.write((request + "\n").getBytes(UTF_8), REQUEST);
            answer = connection.read(-1, ControlConnection.MAX_ANSWER, ANSWER);
        } catch (ConnectException nobody) {
            // What a process that was killed has left.
            return null;
        } catch (SocketTimeoutException e) {
            throw new LogStorageException(
                    "log in " + log + ": the process that has it open does not answer (expected: an answer within "
                            + ANSWER.toHours() + " h)",
                    e);
        } catch (SocketException e) {
            throw new LogStorageException(
                    "log in " + log + ": the process that has it open cannot be asked: " + e.getMessage()
                            + " (expected: the same user; a path of about 100 bytes at most)",
                    e);
        } catch (IOException e) {
            throw new LogStorageException(
                    "log in " + log + ": the process that has it open ended meanwhile: " + e.getMessage(), e);
        }
        if (answer.length == 0) {
            throw new LogStorageException("log in " + log
                    + ": the process that has it open ended meanwhile (expected: an answer); try again");
        }
        if (answer[0] != ControlConnection.DONE) {
            throw new LogStorageException(new String(answer, 1, answer.length - 1, UTF_8));
        }
        return new Input(answer, 1);
    }
}
