package dev.tidings.server.subscribe;

import dev.tidings.hub.shard.Start;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a request's parameters says where its stream begins. */
final class StartParameters {

    static final String LAST_EVENT_ID = "lastEventId";
    static final String LAST = "last";

    private static final String ACCESS_TOKEN = "access_token";
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");

    private StartParameters() {}

    /**
     * Takes them out of the others.
     *
     * @param header the value of Last-Event-ID, each char a byte; null if there is none
     * @throws ProblemException 400
     */
    static Start take(Map<String, List<String>> parameters, @Nullable String header) {
        if (parameters.containsKey(ACCESS_TOKEN)) {
            throw malformed("parameter 'access_token' is refused: tokens do not belong in URLs, which end in logs and"
                    + " histories");
        }
        Start start = start(parameters, header);
        parameters.remove(LAST);
        parameters.remove(LAST_EVENT_ID);
        return start;
    }

    private static Start start(Map<String, List<String>> parameters, @Nullable String header) {
        String last = single(parameters, LAST);
        int count = last == null ? 0 : count(last);
        String id = header == null ? "" : utf8(header);
        String parameter = single(parameters, LAST_EVENT_ID);
        if (id.isEmpty() && parameter != null) {
            id = parameter;
        }
        if (!id.isEmpty()) {
            return count == 0 ? Start.after(id) : Start.after(id, count);
        }
        return count == 0 ? Start.now() : Start.last(count);
    }

    /** A parameter that is given once; null if it is not. */
    static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw malformed(
                    "parameter " + Problem.quote(name) + " is given " + values.size() + " times (expected: once)");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static int count(String text) {
        int count = COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (count < 1 || count > Start.MAX_LAST) {
            throw malformed(
                    "last: " + Problem.quote(text) + " (expected: a whole number from 1 to " + Start.MAX_LAST + ")");
        }
        return count;
    }

    /** Browsers send an id in UTF-8, and header fields are read a char per byte. What is malformed cannot be an id: it makes a gap. */
    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(400, detail).toException();
    }
}
