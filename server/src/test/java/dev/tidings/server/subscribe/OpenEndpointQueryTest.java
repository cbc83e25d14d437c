package dev.tidings.server.subscribe;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Start;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Also what is the same for every endpoint: where a stream starts, and what is reserved. */
class OpenEndpointQueryTest {

    private static final Principal ANYBODY = Principal.anonymous(Grants.EVERYTHING);

    private static final EndpointConfig EVENTS = EndpointConfig.open("/events");

    @Test
    void noQueryAsksForEverythingFromNowOn() {
        assertThat(parse(null, null))
                .isEqualTo(new SubscribeQuery(Subscription.of(Filter.all()), Start.now(), "", null, null));
        assertThat(parse("", "")).isEqualTo(parse(null, null));
    }

    @Test
    void topicsAndAttributesAreAnyOf() {
        assertThat(parse("topic=a.*&topic=b&email=ann%40example.com&email=bob@example.com&n=7", null)
                        .subscription())
                .isEqualTo(Subscription.of(Filter.topics("a.*", "b")
                        .where("email", "ann@example.com", "bob@example.com")
                        .where("n", "7")));
    }

    @Test
    void plusIsASpace() {
        assertThat(parse("email=ann+x@example.com", null).subscription())
                .isEqualTo(Subscription.of(Filter.all().where("email", "ann x@example.com")));
    }

    @Test
    void idOfTheHeaderWinsOverTheParameter() {
        assertThat(parse(null, "header-1").start()).isEqualTo(Start.after("header-1"));
        assertThat(parse("lastEventId=query-1", null).start()).isEqualTo(Start.after("query-1"));
        assertThat(parse("lastEventId=query-1", "header-1").start()).isEqualTo(Start.after("header-1"));
        assertThat(parse("lastEventId=query-1", "").start()).isEqualTo(Start.after("query-1"));
        assertThat(parse("lastEventId=", "").start()).isEqualTo(Start.now());
    }

    @Test
    void idOfTheHeaderIsUtf8() {
        String wire = new String("ä\ud83d\ude00".getBytes(UTF_8), ISO_8859_1);

        assertThat(parse(null, wire).start()).isEqualTo(Start.after("ä\ud83d\ude00"));
        assertThat(parse(null, "\u00ff").start()).isEqualTo(Start.after("\ufffd"));
    }

    @Test
    void lastAsksForTheNewestAndIsACapBesideAnId() {
        assertThat(parse("last=1", null).start()).isEqualTo(Start.last(1));
        assertThat(parse("last=1000", null).start()).isEqualTo(Start.last(1000));
        assertThat(parse("last=0007", null).start()).isEqualTo(Start.last(7));
        assertThat(parse("last=5", "x-1").start()).isEqualTo(Start.after("x-1", 5));
        assertThat(parse("last=5&lastEventId=x-1", null).start()).isEqualTo(Start.after("x-1", 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "last=0 | 400 last: '0' (expected: a whole number from 1 to 1000)",
                "last=1001 | 400 last: '1001' (expected: a whole number from 1 to 1000)",
                "last= | 400 last: '' (expected: a whole number from 1 to 1000)",
                "last=-1 | 400 last: '-1' (expected: a whole number from 1 to 1000)",
                "last=1.5 | 400 last: '1.5' (expected: a whole number from 1 to 1000)",
                "last=%D9%A3 | 400 last: '\u0663' (expected: a whole number from 1 to 1000)",
                "last=99999999999999999999 | 400 last: '99999999999999999999' (expected: a whole number from 1 to 1000)",
                "last=1&last=2 | 400 parameter 'last' is given 2 times (expected: once)",
                "lastEventId=a&lastEventId=b | 400 parameter 'lastEventId' is given 2 times (expected: once)",
                "access_token=x | 400 parameter 'access_token' is refused: tokens do not belong in URLs, which end in logs and histories",
                "ticket=x | 400 parameter 'ticket' is refused: this hub issues no tickets",
                "topic= | 400 topic: '' (expected: 1-255 characters)",
                "topic=a..b | 400 topic: 'a..b' (expected: segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.')",
                "topic=**.a.**.b.** | 400 topic: '**.a.**.b.**' (expected: '**' at most twice)",
                "email= | 400 parameter 'email' is empty (expected: 1-256 bytes of text)",
                "email=a&email= | 400 parameter 'email' is empty (expected: 1-256 bytes of text)",
                "e+mail=a | 400 attribute name: 'e mail' (expected: 1-64 characters of [A-Za-z0-9_.-])",
                "a=% | 400 query: malformed escape '%' (expected: '%' and two hexadecimal digits; '%25' for '%' itself)",
            })
    void mistakesAreRefused(String query, String refusal) {
        assertThat(refusalOf(() -> parse(query, null))).isEqualTo(refusal);
    }

    @Test
    void tooMuchIsRefused() {
        assertThat(refusalOf(() -> parse("a=" + "x".repeat(257), null)))
                .isEqualTo("400 attribute a: '" + "x".repeat(80)
                        + "... (257 characters)' (expected: 1-256 bytes of UTF-8 text)");
        StringBuilder manyTopics = new StringBuilder("topic=a");
        for (int i = 0; i < 16; i++) {
            manyTopics.append("&topic=t").append(i);
        }
        assertThat(refusalOf(() -> parse(manyTopics.toString(), null)))
                .isEqualTo("400 topics: 17 patterns (expected: at most 16)");
        StringBuilder manyKeys = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            manyKeys.append("&a=").append(i).append("&b=").append(i);
        }
        assertThat(refusalOf(() -> parse(manyKeys.toString(), null)))
                .startsWith("400 filter [**] a=")
                .endsWith(": 81 combinations of values (expected: at most 64)");
    }

    private static SubscribeQuery parse(@Nullable String query, @Nullable String lastEventId) {
        return SubscribeQuery.parse(EVENTS, query, lastEventId, ANYBODY, null);
    }
}
