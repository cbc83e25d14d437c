package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Collections;

/** Reads what would be sent. */
public final class Answers {

    private Answers() {}

    public static String textOf(Answer answer) {
        ByteBuf bytes = answer.toBytes(UnpooledByteBufAllocator.DEFAULT, true, true, Collections.emptySortedMap());
        try {
            return bytes.toString(UTF_8);
        } finally {
            bytes.release();
        }
    }
}
