package dev.tidings.sse;

import dev.tidings.sse.Recorder.Comment;
import dev.tidings.sse.Recorder.LastId;
import dev.tidings.sse.Recorder.Retry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The standards' own words, transcribed step by step, over a stream that is there as a whole: Encoding standard, <i>UTF-8
 * decode</i>; HTML standard, 9.2.5 and 9.2.6. Slow and obvious, and shares no code with what it judges.
 */
final class StandardOracle {
    private static final int END_OF_QUEUE = -1;

    private final List<Object> seen = new ArrayList<>();
    private StringBuilder dataBuffer = new StringBuilder();
    private String eventTypeBuffer = "";
    private String lastEventIdBuffer = "";
    private boolean idInBlock;

    static List<Object> interpret(byte[] stream) {
        StandardOracle oracle = new StandardOracle();
        String text = utf8Decode(stream);
        // "Lines must be separated by either CRLF, a single LF, or a single CR." What no line end follows is discarded.
        StringBuilder line = new StringBuilder();
        int position = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\r' || c == '\n') {
                if (c == '\r' && position < text.length() && text.charAt(position) == '\n') position++;
                oracle.processLine(line.toString());
                line = new StringBuilder();
            } else {
                line.append(c);
            }
        }
        return oracle.seen;
    }

    private void processLine(String line) {
        if (line.isEmpty()) {
            dispatchTheEvent();
        } else if (line.startsWith(":")) {
            seen.add(new Comment(line.substring(1)));
        } else if (line.contains(":")) {
            String field = line.substring(0, line.indexOf(':'));
            String value = line.substring(line.indexOf(':') + 1);
            if (value.startsWith(" ")) value = value.substring(1);
            processTheField(field, value);
        } else {
            processTheField(line, "");
        }
    }

    private void processTheField(String field, String value) {
        switch (field) {
            case "event" -> eventTypeBuffer = value;
            case "data" -> dataBuffer.append(value).append('\n');
            case "id" -> {
                if (!value.contains("\0")) {
                    lastEventIdBuffer = value;
                    idInBlock = true;
                }
            }
            case "retry" -> {
                if (value.matches("[0-9]+")) {
                    BigInteger millis = new BigInteger(value).min(BigInteger.valueOf(Long.MAX_VALUE));
                    seen.add(new Retry(Duration.ofMillis(millis.longValueExact())));
                }
            }
            default -> {}
        }
    }

    private void dispatchTheEvent() {
        if (idInBlock) seen.add(new LastId(lastEventIdBuffer));
        idInBlock = false;
        String data = dataBuffer.toString();
        if (!data.isEmpty()) {
            if (data.endsWith("\n")) data = data.substring(0, data.length() - 1);
            String type = eventTypeBuffer.isEmpty() ? "message" : eventTypeBuffer;
            seen.add(new SseMessage(type, data, lastEventIdBuffer, Recorder.ORIGIN));
        }
        dataBuffer = new StringBuilder();
        eventTypeBuffer = "";
    }

    /** Encoding standard, 6 <i>UTF-8 decode</i> and 8.1.1 <i>UTF-8 decoder</i>, with the error mode "replacement". */
    private static String utf8Decode(byte[] stream) {
        StringBuilder output = new StringBuilder();
        int position = 0;
        if (stream.length >= 3 && at(stream, 0) == 0xEF && at(stream, 1) == 0xBB && at(stream, 2) == 0xBF) position = 3;
        int codePoint = 0;
        int bytesSeen = 0;
        int bytesNeeded = 0;
        int lowerBoundary = 0x80;
        int upperBoundary = 0xBF;
        while (true) {
            int octet = at(stream, position++);
            if (octet == END_OF_QUEUE) {
                if (bytesNeeded != 0) output.append('\uFFFD');
                return output.toString();
            }
            if (bytesNeeded == 0) {
                if (octet <= 0x7F) {
                    output.append((char) octet);
                } else if (octet >= 0xC2 && octet <= 0xDF) {
                    bytesNeeded = 1;
                    codePoint = octet & 0x1F;
                } else if (octet >= 0xE0 && octet <= 0xEF) {
                    if (octet == 0xE0) lowerBoundary = 0xA0;
                    if (octet == 0xED) upperBoundary = 0x9F;
                    bytesNeeded = 2;
                    codePoint = octet & 0xF;
                } else if (octet >= 0xF0 && octet <= 0xF4) {
                    if (octet == 0xF0) lowerBoundary = 0x90;
                    if (octet == 0xF4) upperBoundary = 0x8F;
                    bytesNeeded = 3;
                    codePoint = octet & 0x7;
                } else {
                    output.append('\uFFFD');
                }
                continue;
            }
            boolean inRange = octet >= lowerBoundary && octet <= upperBoundary;
            lowerBoundary = 0x80;
            upperBoundary = 0xBF;
            if (!inRange) {
                codePoint = bytesNeeded = bytesSeen = 0;
                position--; // "restore byte to ioQueue"
                output.append('\uFFFD');
                continue;
            }
            codePoint = (codePoint << 6) | (octet & 0x3F);
            bytesSeen++;
            if (bytesSeen == bytesNeeded) {
                output.appendCodePoint(codePoint);
                codePoint = bytesNeeded = bytesSeen = 0;
            }
        }
    }

    private static int at(byte[] stream, int position) {
        return position < stream.length ? stream[position] & 0xFF : END_OF_QUEUE;
    }
}
