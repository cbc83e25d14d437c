package dev.tidings.servlet;

import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;

/** Brings a stream to where its client takes nothing. */
final class Stalling {

    private static final String DATA = "x".repeat(100 << 10);

    /** 4 MiB: more than the kernel takes for a client that does not read, and the hub has pending for it. */
    private static final int EVENTS = 40;

    private Stalling() {}

    /** The client has read nothing but the head and the first block. */
    static void stall(ServedHub served, StreamClient client, String email) {
        client.get("/sse?email=" + email, "").readHead();
        client.block();
        for (int i = 0; i < EVENTS; i++) {
            served.publish(email, i + " " + DATA);
        }
        Await.until(
                "it is behind",
                () -> served.hub().stats().sum(shard -> shard.members().turnedBehind()) > 0);
    }
}
