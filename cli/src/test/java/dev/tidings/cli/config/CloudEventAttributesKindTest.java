package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.server.publish.CloudEventAttributes;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventAttributesKindTest {

    private final CloudEventAttributesKind kind = new CloudEventAttributesKind();

    @Test
    void itemIsANameOrANameAndWhereItIsTakenFrom() {
        assertThat(kind.parse("subject").names()).isEqualTo(Map.of("subject", "subject"));
        assertThat(kind.parse(" email = subject ,tenant=tenantid,urgent").names())
                .isEqualTo(Map.of("subject", "email", "tenantid", "tenant", "urgent", "urgent"));
        assertThat(kind.parse("none").names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"none | none", "subject | subject", "tenant=tenantid,a = a | tenant=tenantid, a"})
    void whatIsWrittenIsReadAgain(String text, String shortest) {
        CloudEventAttributes value = kind.parse(text);

        assertThat(kind.format(value)).isEqualTo(shortest);
        assertThat(kind.parse(shortest)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``",
                "subject,",
                "a=b=c",
                "a=subject, b=subject",
                "Subject",
                "my-ext",
                "data",
                "topic=subject",
                "e mail=subject",
                "=subject",
                "subject="
            })
    void whatIsNoListOfNamesIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.parse(text))
                .withMessageStartingWith(
                        "'" + text + "' (expected: names such as 'subject, tenant=tenantid', or none)");
    }
}
