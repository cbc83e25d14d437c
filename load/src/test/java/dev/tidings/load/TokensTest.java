package dev.tidings.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/** That hubs accept them is for those to show who have one. */
class TokensTest {
    private static String claims(String authorization) {
        return new String(Base64.getUrlDecoder().decode(authorization.split("\\.")[1]), UTF_8);
    }

    @Test
    void everySubscriberHasOneOfItsOwnThatNamesItsLane() {
        Credentials tokens = Credentials.signed("a secret of 32 bytes or more, really", "lane");

        assertThat(tokens.subscriber(7, 3)).startsWith("Bearer ");
        assertThat(claims(tokens.subscriber(7, 3)))
                .startsWith("{\"sub\":\"subscriber-3\",\"lane\":\"7\",\"exp\":")
                .endsWith("}");
        assertThat(claims(tokens.publisher())).contains("{\"publish\":[{\"topics\":[\"**\"]}]}");
    }

    @Test
    void withoutASecretThereAreNone() {
        assertThat(Credentials.signed("", "lane").subscriber(7, 3)).isEmpty();
        assertThat(Credentials.signed("", "lane").publisher()).isEmpty();
    }
}
