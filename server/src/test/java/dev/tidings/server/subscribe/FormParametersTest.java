package dev.tidings.server.subscribe;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.http.RandomText;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormParametersTest {

    @Test
    void plusIsASpaceAndEscapesAreUtf8() {
        assertThat(FormParameters.decode("a=x+y%2Bz&b=%C3%A4%f0%9F%98%80"))
                .containsExactly(Map.entry("a", List.of("x y+z")), Map.entry("b", List.of("ä\ud83d\ude00")));
    }

    @Test
    void repeatedNamesKeepAllTheirValues() {
        assertThat(FormParameters.decode("a=1&b=2&a=3&a=1"))
                .isEqualTo(Map.of("a", List.of("1", "3", "1"), "b", List.of("2")));
    }

    @Test
    void valueMayBeMissingAndMayHoldEqualsSigns() {
        assertThat(FormParameters.decode("a&b=&c=d=e&&"))
                .isEqualTo(Map.of("a", List.of(""), "b", List.of(""), "c", List.of("d=e")));
        assertThat(FormParameters.decode("")).isEmpty();
    }

    @Test
    void unescapedBytesAreUtf8Too() {
        String latin1 = new String("a=ä".getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(FormParameters.decode(latin1)).isEqualTo(Map.of("a", List.of("ä")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a=%   | 400 query: malformed escape '%' (expected: '%' and two hexadecimal digits; '%25' for '%' itself)",
                "a=%4  | 400 query: malformed escape '%4' (expected: '%' and two hexadecimal digits; '%25' for '%' itself)",
                "a=50%!b | 400 query: malformed escape '%!b' (expected: '%' and two hexadecimal digits; '%25' for '%' itself)",
                "%g0=a | 400 query: malformed escape '%g0' (expected: '%' and two hexadecimal digits; '%25' for '%' itself)",
                "=a    | 400 query: a parameter without a name: '=a'",
                "=     | 400 query: a parameter without a name: '='",
                "a=%FF | 400 query: not UTF-8: '%FF'",
                "a=%C0%80 | 400 query: not UTF-8: '%C0%80'",
                "a=%ED%A0%80 | 400 query: not UTF-8: '%ED%A0%80'",
                "a=%E2%82 | 400 query: not UTF-8: '%E2%82'",
            })
    void malformedQueryIsRefused(String query, String refusal) {
        assertThat(refusalOf(() -> FormParameters.decode(query))).isEqualTo(refusal);
    }

    @Test
    void tooManyParametersAreRefused() {
        assertThat(FormParameters.decode("a=1&".repeat(128))).containsKey("a");
        assertThat(refusalOf(() -> FormParameters.decode("a=1&".repeat(129))))
                .isEqualTo("400 query: more than 128 parameters (expected: at most 128)");
    }

    @Test
    void whatAnEncoderWroteIsReadBack() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Map<String, List<String>> parameters = new LinkedHashMap<>();
            StringJoiner query = new StringJoiner("&");
            for (int i = random.nextInt(6); i > 0; i--) {
                String name = "n" + RandomText.next(random, 3);
                String value = RandomText.next(random, 8);
                parameters.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
                query.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8));
            }
            assertThat(FormParameters.decode(query.toString()))
                    .as("seed %d: %s", seed, query)
                    .isEqualTo(parameters);
        }
    }
}
