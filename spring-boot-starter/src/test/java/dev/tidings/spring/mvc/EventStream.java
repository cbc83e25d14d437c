package dev.tidings.spring.mvc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** An open stream, of which a test reads block by block. For one thread. */
final class EventStream implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader body;

    EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.body = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The lines of the next block that is no comment; empty at the end of the stream. */
    List<String> block() {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = body.readLine(); line != null; line = body.readLine()) {
                if (line.isEmpty() && !lines.isEmpty()) {
                    return lines;
                }
                if (!line.isEmpty() && !line.startsWith(":")) {
                    lines.add(line);
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field of the next block that has one. */
    String next(String field) {
        for (List<String> block = block(); !block.isEmpty(); block = block()) {
            for (String line : block) {
                if (line.startsWith(field + ": ")) {
                    return line.substring(field.length() + 2);
                }
            }
        }
        throw new AssertionError("the stream has ended before: " + field);
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
