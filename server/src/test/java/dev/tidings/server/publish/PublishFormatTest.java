package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishFormatTest {

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
            })
    void formIsToldByTheMediaType(String contentType, PublishFormat format) {
        assertThat(PublishFormat.of(contentType, null)).isEqualTo(format);
        assertThat(PublishFormat.of(contentType, "identity")).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json/x",
        "text/json",
    })
    void whatAFormCanSendIsRefused(String contentType) {
        assertThat(refusalOf(() -> PublishFormat.of(contentType, null)))
                .isEqualTo(
                        "415 Content-Type '" + contentType + "' (expected: application/json or application/x-ndjson)");
    }

    @Test
    void missingTypeOtherCharsetAndCompressionAreRefused() {
        assertThat(refusalOf(() -> PublishFormat.of(null, null)))
                .isEqualTo("415 no Content-Type (expected: application/json or application/x-ndjson)");
        assertThat(refusalOf(() -> PublishFormat.of(" ", null)))
                .isEqualTo("415 no Content-Type (expected: application/json or application/x-ndjson)");
        assertThat(refusalOf(() -> PublishFormat.of("application/json; charset=iso-8859-1", null)))
                .isEqualTo("415 Content-Type 'application/json; charset=iso-8859-1' (expected: charset utf-8)");
        assertThat(refusalOf(() -> PublishFormat.of("application/json", "gzip")))
                .isEqualTo("415 Content-Encoding 'gzip' (expected: none)");
    }
}
