package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The body of an event stream, block by block, out of its framing. */
final class RawStream {

    private final RawClient client;
    private final boolean chunked;

    private int leftOfChunk;
    private boolean behindChunk;
    private boolean ended;

    RawStream(RawClient client, boolean chunked) {
        this.client = client;
        this.chunked = chunked;
    }

    /** The next block that is not a comment, with its blank line; waits for it. */
    String nextBlock() {
        String block = nextBlockOrComment();
        while (block.startsWith(":")) {
            block = nextBlockOrComment();
        }
        return block;
    }

    /** The next block, with its blank line; waits for it. */
    String nextBlockOrComment() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int last = -1;
        while (true) {
            int b = nextByte();
            if (b < 0) {
                throw new AssertionError("the stream has ended after: " + block.toString(UTF_8));
            }
            block.write(b);
            if (b == '\n' && last == '\n') {
                return block.toString(UTF_8);
            }
            last = b;
        }
    }

    /** Waits for the end of the body; true if it was said properly. */
    boolean endsProperly() {
        int b = nextByte();
        while (b >= 0) {
            b = nextByte();
        }
        return ended;
    }

    /** The next byte of the body; -1 at its end. */
    int nextByte() {
        if (!chunked) {
            int b = client.read();
            ended = b < 0;
            return b;
        }
        if (!isInChunk()) {
            return -1;
        }
        int b = client.readOrFail();
        leftOfChunk--;
        return b;
    }

    /** Some bytes of the body, at least one; -1 at its end. */
    int read(byte[] into) {
        if (!chunked) {
            int count = client.read(into, into.length);
            ended = count < 0;
            return count;
        }
        if (!isInChunk()) {
            return -1;
        }
        int count = client.readOrFail(into, Math.min(into.length, leftOfChunk));
        leftOfChunk -= count;
        return count;
    }

    /** Whether there is more of a chunk, the next one if need be; false behind the last. */
    private boolean isInChunk() {
        if (!ended && leftOfChunk == 0) {
            // Not before: there are servers that send the end of a chunk together with the next one.
            if (behindChunk && !client.readLine().isEmpty()) {
                throw new AssertionError("a chunk is longer than it says");
            }
            behindChunk = true;
            leftOfChunk = Integer.parseInt(client.readLine(), 16);
            ended = leftOfChunk == 0 && client.readLine().isEmpty();
        }
        return leftOfChunk > 0;
    }
}
