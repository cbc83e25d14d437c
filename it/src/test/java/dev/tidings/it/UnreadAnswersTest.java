package dev.tidings.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that sends requests and does not read the answers is held back, and loses none of them when it reads again. */
class UnreadAnswersTest {

    /** Far more than the buffers of both sockets hold. */
    private static final long TOO_MUCH = 64L << 20;

    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void isHeldBack(Transport transport) throws IOException {
        String request = Protocol.HTTP_1_1.get("/health/live", "X-Padding: " + "x".repeat(1000));
        ByteBuffer requests = ByteBuffer.wrap(request.repeat(1000).getBytes(US_ASCII));
        try (RunningHub hub = RunningHub.start(settings -> settings.transport(transport));
                SocketChannel socket = SocketChannel.open()) {
            // Small, so that few answers are enough to fill it.
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()));
            socket.configureBlocking(false);
            long sent = sendUntilStuck(socket, requests);
            assertThat(sent).isLessThan(TOO_MUCH);
            socket.configureBlocking(true);
            String rest = request.substring((int) (sent % request.length()));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAndEnd(socket, rest));

            assertThat(countAnswers(socket)).isEqualTo(sent / request.length() + 1);
            sending.join();
        }
    }

    private static void sendAndEnd(SocketChannel socket, String text) {
        try {
            socket.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sendUntilStuck(SocketChannel socket, ByteBuffer requests) throws IOException {
        long sent = 0;
        long lastProgress = System.nanoTime();
        while (System.nanoTime() - lastProgress < STUCK_NANOS && sent < TOO_MUCH) {
            int taken = socket.write(requests);
            sent += taken;
            if (taken > 0) {
                lastProgress = System.nanoTime();
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            if (!requests.hasRemaining()) {
                requests.rewind();
            }
        }
        return sent;
    }

    private static long countAnswers(SocketChannel socket) throws IOException {
        byte[] mark = "HTTP/1.1 200 OK\r\n".getBytes(US_ASCII);
        long answers = 0;
        int matched = 0;
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        while (socket.read(bytes.clear()) >= 0) {
            bytes.flip();
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                matched = b == mark[matched] ? matched + 1 : b == mark[0] ? 1 : 0;
                if (matched == mark.length) {
                    answers++;
                    matched = 0;
                }
            }
        }
        return answers;
    }
}
