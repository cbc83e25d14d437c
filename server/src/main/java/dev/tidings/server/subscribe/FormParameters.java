package dev.tidings.server.subscribe;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.StrictUtf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a form-urlencoded query, strictly: what is malformed is refused, not guessed at. */
public final class FormParameters {

    /** 128: 64 values of attributes and 16 topics fit with room, and a subscription takes no more. */
    static final int MAX_PARAMETERS = 128;

    private FormParameters() {}

    /**
     * @param query without the '?', each char a byte as it came over the wire
     * @return each name's values, all in order
     * @throws ProblemException 400
     */
    public static Map<String, List<String>> decode(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MAX_PARAMETERS) {
                throw malformed(
                        "more than " + MAX_PARAMETERS + " parameters (expected: at most " + MAX_PARAMETERS + ")");
            }
            int equals = pair.indexOf('=');
            String name = decodeText(equals < 0 ? pair : pair.substring(0, equals));
            if (name.isEmpty()) {
                throw malformed("a parameter without a name: " + Problem.quote(pair));
            }
            String value = equals < 0 ? "" : decodeText(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(value);
        }
        return parameters;
    }

    private static String decodeText(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 1 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0 || encoded.charAt(i + 1) > 'f' || encoded.charAt(i + 2) > 'f') {
                    throw malformed(
                            "malformed escape " + Problem.quote(encoded.substring(i, Math.min(i + 3, encoded.length())))
                                    + " (expected: '%' and two hexadecimal digits; '%25' for '%' itself)");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c > 0xFF ? '?' : c);
            }
        }
        byte[] utf8 = bytes.toByteArray();
        if (StrictUtf8.indexOfMalformed(utf8, 0, utf8.length) >= 0) {
            throw malformed("not UTF-8: " + Problem.quote(encoded));
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static ProblemException malformed(String what) {
        return Problem.of(400, "query: " + what).toException();
    }
}
