package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishFormatTest {

    private static final String EXPECTED = "application/json, application/x-ndjson, application/cloudevents+json or "
            + "application/cloudevents-batch+json";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | JSON",
                "Application/JSON; charset=UTF-8 | JSON",
                "application/json;charset=\"utf-8\" | JSON",
                "application/json; profile=x | JSON",
                "application/x-ndjson | NDJSON",
                "application/x-ndjson;charset=utf-8 | NDJSON",
                "application/cloudevents+json | CLOUD_EVENT",
                "application/CloudEvents+JSON; charset=UTF-8 | CLOUD_EVENT",
                "application/cloudevents-batch+json | CLOUD_EVENT_BATCH",
                "application/cloudevents-batch+json; charset=utf-8 | CLOUD_EVENT_BATCH",
            })
    void formIsToldByTheMediaType(String contentType, PublishFormat format) {
        assertThat(of("Content-Type: " + contentType)).isEqualTo(format);
        assertThat(of("Content-Type: " + contentType, "Content-Encoding: identity"))
                .isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.example+json",
        "text/json",
        "text/plain",
        "text/plain; charset=\"UTF-8\"",
        "text/csv",
        "application/xml",
        "image/svg+xml",
    })
    void withAVersionOfCloudEventsItIsTheDataOfOne(String contentType) {
        assertThat(of("Content-Type: " + contentType, "ce-specversion: 1.0")).isEqualTo(PublishFormat.CLOUD_EVENT_DATA);
        assertThat(of("Content-Type: " + contentType, "CE-SpecVersion: 0.3")).isEqualTo(PublishFormat.CLOUD_EVENT_DATA);
    }

    @Test
    void dataThatMayBeEmptyNeedsNoType() {
        assertThat(of("ce-specversion: 1.0")).isEqualTo(PublishFormat.CLOUD_EVENT_DATA);
        assertThat(of("Content-Type: ", "ce-specversion: 1.0")).isEqualTo(PublishFormat.CLOUD_EVENT_DATA);
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/x-ndjson",
        "image/png",
        "json",
        "nonsense",
    })
    void dataThatIsNoTextIsRefused(String contentType) {
        assertThat(refusalOf(() -> of("Content-Type: " + contentType, "ce-specversion: 1.0")))
                .isEqualTo("415 Content-Type '" + contentType
                        + "' of the data of a CloudEvent (expected: JSON, XML or text/*, since data is sent as text)");
    }

    @Test
    void inStructuredModeTheFieldsOfTheHeadDoNotCount() {
        assertThat(of("Content-Type: application/cloudevents+json", "ce-specversion: 1.0"))
                .isEqualTo(PublishFormat.CLOUD_EVENT);
        assertThat(of("Content-Type: application/cloudevents-batch+json", "ce-specversion: 1.0"))
                .isEqualTo(PublishFormat.CLOUD_EVENT_BATCH);
    }

    /** Whatever else it says: without the one field, which no form can have. */
    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json/x",
        "text/json",
        "application/cloudevents",
        "application/cloudevents+xml",
        "application/cloudevents+json/x",
    })
    void whatAFormCanSendIsRefused(String contentType) {
        String refusal = "415 Content-Type '" + contentType + "' (expected: " + EXPECTED + ")";
        assertThat(refusalOf(() -> of("Content-Type: " + contentType))).isEqualTo(refusal);
        assertThat(refusalOf(() -> of("Content-Type: " + contentType, "ce-id: 1", "ce-source: /a", "ce-type: a")))
                .isEqualTo(refusal);
    }

    @Test
    void missingTypeOtherCharsetAndCompressionAreRefused() {
        assertThat(refusalOf(() -> of())).isEqualTo("415 no Content-Type (expected: " + EXPECTED + ")");
        assertThat(refusalOf(() -> of("Content-Type: "))).isEqualTo("415 no Content-Type (expected: " + EXPECTED + ")");
        assertThat(refusalOf(() -> of("Content-Type: application/json; charset=iso-8859-1")))
                .isEqualTo("415 Content-Type 'application/json; charset=iso-8859-1' (expected: charset utf-8)");
        assertThat(refusalOf(() -> of("Content-Type: text/plain; charset=iso-8859-1", "ce-specversion: 1.0")))
                .isEqualTo("415 Content-Type 'text/plain; charset=iso-8859-1' (expected: charset utf-8)");
        assertThat(refusalOf(() -> of("Content-Type: application/json", "Content-Encoding: gzip")))
                .isEqualTo("415 Content-Encoding 'gzip' (expected: none)");
    }

    private static PublishFormat of(String... fields) {
        return PublishFormat.of(Heads.of(fields));
    }
}
