package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.load.PublishPlan.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes requests that publish numbered events. Confined to one event loop. */
final class EventWriter {
    private final Target target;
    private final PublishPlan plan;
    private final StringBuilder text = new StringBuilder();
    private int events;

    EventWriter(Target target, PublishPlan plan) {
        this.target = target;
        this.plan = plan;
    }

    /** Adds an event to the next request. */
    void add(long lane, long sequence, long sentNanos) {
        if (events++ > 0) text.append(plan.body() == Body.NDJSON ? '\n' : ',');
        text.append("{\"topic\":\"").append(Lane.TOPIC);
        text.append("\",\"attributes\":{\"")
                .append(Lane.ATTRIBUTE)
                .append("\":\"")
                .append(lane);
        text.append("\"},\"data\":\"");
        int begin = text.length();
        text.append(lane)
                .append(' ')
                .append(sequence)
                .append(' ')
                .append(sentNanos)
                .append(' ');
        for (int size = text.length() - begin; size < plan.dataBytes(); size++) text.append('.');
        text.append("\"}");
    }

    /** The request with all events added since the last one. */
    ByteBuf request(ByteBufAllocator allocator) {
        boolean array = plan.body() == Body.ARRAY;
        boolean lines = plan.body() == Body.NDJSON;
        String head = "POST /events HTTP/1.1\r\nHost: " + target.host() + "\r\nContent-Type: "
                + (lines ? "application/x-ndjson" : "application/json")
                + "\r\nContent-Length: " + (text.length() + (array ? 2 : lines ? 1 : 0)) + "\r\n\r\n";
        ByteBuf request = allocator.buffer(head.length() + text.length() + 2);
        request.writeCharSequence(head, US_ASCII);
        if (array) request.writeByte('[');
        request.writeCharSequence(text, US_ASCII);
        if (array) request.writeByte(']');
        else if (lines) request.writeByte('\n');
        text.setLength(0);
        events = 0;
        return request;
    }
}
