package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;

/** The id that a hub tells whoever joins now, and with which a subscriber may come back later. */
final class OldId {
    /** 10 s: the hub answers at once or not at all. */
    private static final int LONGEST_MILLIS = 10_000;

    private static final String FIELD = "id: ";

    private OldId() {}

    /** @throws IllegalStateException if the hub opens no stream, or tells no id */
    static String at(Target target) {
        try (Socket socket = connect(target)) {
            socket.setSoTimeout(LONGEST_MILLIS);
            String request = target.subscription(0, 0).text();
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String status = lines.readLine();
            for (String line = status; line != null; line = lines.readLine()) {
                if (line.startsWith(FIELD)) return line.substring(FIELD.length());
            }
            throw new IllegalStateException("a stream without an id: " + status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(Target target) throws IOException {
        String host = target.address().getHostString();
        int port = target.address().getPort();
        return target.isEncrypted() ? Tls.socket(host, port) : new Socket(host, port);
    }
}
