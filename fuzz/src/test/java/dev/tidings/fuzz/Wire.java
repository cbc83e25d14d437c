package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** How bytes are sent to a hub, and what may come back. */
enum Wire {
    /**
     * The input is all that is sent; answers, which have to be HTTP, are read until the hub ends the connection. One that begins as
     * HTTP/2 does is answered so.
     */
    HTTP_1 {
        @Override
        void exchange(Socket socket, byte[] input) throws IOException {
            if (Http2Input.beginsConnection(input)) {
                HTTP_2.exchange(socket, input);
                return;
            }
            try {
                send(socket, input);
            } catch (SocketException refused) {
                // It had enough before the end, and may have said why.
            }
            try {
                new Answers(new BufferedInputStream(socket.getInputStream()), input).check();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection is neither answered nor ended", e);
            } catch (SocketException reset) {
                // What is left of an answer is lost when a peer that is refused still sends.
            }
        }
    },
    /**
     * The input stands for frames ({@link Http2Input}). What comes back is read until the second of two pings is answered, before which
     * all else has been, or until the hub ends the connection.
     */
    HTTP_2 {
        @Override
        void exchange(Socket socket, byte[] input) throws IOException {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(Http2Input.frames(input));
                out.write(Http2Input.ping(FIRST_PING));
                if (Http2Input.beginsConnection(input)) {
                    socket.shutdownOutput();
                }
                Http2Answers answers = new Http2Answers(new BufferedInputStream(socket.getInputStream()));
                answers.checkUntil(FIRST_PING);
                out.write(Http2Input.ping(SECOND_PING));
                answers.checkUntil(SECOND_PING);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection is neither answered nor ended", e);
            } catch (Http2Exception e) {
                throw new AssertionError("malformed fields", e);
            } catch (SocketException | EOFException ended) {
                // It had enough, and has said why.
            }
        }
    };

    private static final byte[] FIRST_PING = "1st ping".getBytes(US_ASCII);
    private static final byte[] SECOND_PING = "2nd ping".getBytes(US_ASCII);

    /**
     * Sends an input on a new connection and reads what comes back, to the end.
     *
     * @throws AssertionError if that is not what it has to be
     */
    abstract void exchange(Socket socket, byte[] input) throws IOException;

    /** Every fourth input in two pieces; the same input always alike. */
    private static void send(Socket socket, byte[] input) throws IOException {
        int hash = Arrays.hashCode(input);
        int cut = input.length > 1 && hash % 4 == 0 ? Math.floorMod(hash / 4, input.length) : 0;
        socket.getOutputStream().write(input, 0, cut);
        socket.getOutputStream().write(input, cut, input.length - cut);
        socket.shutdownOutput();
    }
}
