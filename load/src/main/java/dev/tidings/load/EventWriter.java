package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.load.PublishPlan.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** Writes requests that publish numbered events. Confined to one event loop. */
final class EventWriter {
    private final Dialect dialect;
    private final PublishPlan plan;
    private final byte[] headAfterPath;
    private final byte[] dots;

    // Of the next request.
    private final ByteBuf body = Unpooled.buffer(1 << 10);
    private final byte[] digits = new byte[20];
    private long lane;
    private int events;

    EventWriter(Target target, PublishPlan plan) {
        this.dialect = target.dialect();
        this.plan = plan;
        String type = plan.body() == Body.NDJSON ? "application/x-ndjson" : dialect.contentType();
        String authorization = target.credentials().publisher();
        headAfterPath = ascii(" HTTP/1.1\r\nHost: " + target.host()
                + (authorization.isEmpty() ? "" : "\r\nAuthorization: " + authorization)
                + "\r\nContent-Type: " + type + "\r\nContent-Length: ");
        dots = ascii(".".repeat(plan.dataBytes()));
        if (plan.body() != Body.SINGLE && !dialect.hasBatches()) {
            throw new IllegalArgumentException("body: " + plan.body() + " (expected: single, in this dialect)");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Adds an event to the next request. */
    void add(long itsLane, long sequence, long sentNanos) {
        lane = itsLane;
        if (events++ > 0) body.writeByte(plan.body() == Body.NDJSON ? '\n' : ',');
        else if (plan.body() == Body.ARRAY) body.writeByte('[');
        body.writeCharSequence(dialect.beforeData(lane), US_ASCII);
        int begin = body.writerIndex();
        number(body, lane).writeByte(' ');
        number(body, sequence).writeByte(' ');
        number(body, sentNanos).writeByte(' ');
        int missing = plan.dataBytes() - (body.writerIndex() - begin);
        if (missing > 0) body.writeBytes(dots, 0, missing);
        body.writeCharSequence(dialect.afterData(), US_ASCII);
    }

    /** The request with all events added since the last one. */
    ByteBuf request(ByteBufAllocator allocator) {
        if (plan.body() == Body.ARRAY) body.writeByte(']');
        else if (plan.body() == Body.NDJSON) body.writeByte('\n');
        String path = dialect.publishing(lane);
        int headBytes = "POST ".length() + path.length() + headAfterPath.length + digits.length + 4;
        ByteBuf request = allocator.buffer(headBytes + body.readableBytes());
        request.writeCharSequence("POST ", US_ASCII);
        request.writeCharSequence(path, US_ASCII);
        request.writeBytes(headAfterPath);
        number(request, body.readableBytes());
        request.writeCharSequence("\r\n\r\n", US_ASCII);
        request.writeBytes(body);
        body.clear();
        events = 0;
        return request;
    }

    private ByteBuf number(ByteBuf to, long value) {
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return to.writeBytes(digits, at, digits.length - at);
    }
}
