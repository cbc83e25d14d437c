package dev.tidings.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.server.http.ProblemException;

/** What a token that is not believed comes to. */
final class TokenRefusals {

    private TokenRefusals() {}

    static void refused(TokenVerifier verifier, String token, String why) {
        Throwable thrown = catchThrowable(() -> verifier.verify(token));
        assertThat(thrown).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(401);
            assertThat(refusal.problem().detail()).startsWith("token refused: ").contains(why);
        });
    }
}
