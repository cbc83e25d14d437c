package dev.tidings.it;

import java.io.IOException;
import java.net.Socket;

/**
 * A relay on this machine whose first connections reach the hub, but the hub's answers do not come back over them. All others are as
 * without it.
 */
final class LostAnswers implements AutoCloseable {

    private final int hubPort;
    private final boolean silent;
    private final Relay relay = new Relay("lost-answers");

    private LostAnswers(int hubPort, boolean silent) {
        this.hubPort = hubPort;
        this.silent = silent;
        relay.run(this::accept);
    }

    /** The first connection is cut off when its answer comes. */
    static LostAnswers once(int hubPort) {
        return new LostAnswers(hubPort, false);
    }

    /** Nobody hears anything: connections stay open, and their answers do not come. */
    static LostAnswers silent(int hubPort) {
        return new LostAnswers(hubPort, true);
    }

    int port() {
        return relay.port();
    }

    private void accept() throws IOException {
        boolean lost = true;
        while (true) {
            Socket client = relay.accept();
            Socket hub = relay.connect(hubPort);
            boolean answered = !lost;
            relay.run(() -> {
                try (client;
                        hub) {
                    client.getInputStream().transferTo(hub.getOutputStream());
                }
            });
            relay.run(() -> {
                if (answered) {
                    hub.getInputStream().transferTo(client.getOutputStream());
                } else if (hub.getInputStream().read() >= 0 && !silent) {
                    client.close();
                }
            });
            lost = silent;
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
