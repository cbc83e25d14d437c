package dev.tidings.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A token is verified beside the event loops, and not again for a while. */
class TokensTest {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_800_000_000L);

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private Instant now = BEGIN;
    private final Tokens tokens = new Tokens(
            TokenRules.builder(TokenKeys.secret(Issuer.SECRET))
                    .algorithms(TokenAlgorithm.HS256)
                    .build(),
            Grants.NONE,
            () -> now,
            threads::add);

    private static String token(String name, Duration life, int padding) {
        return Issuer.token(
                "HS256",
                "{\"sub\":\"" + name + "\",\"exp\":" + BEGIN.plus(life).getEpochSecond() + ",\"x\":\""
                        + "x".repeat(padding) + "\"}");
    }

    private CompletableFuture<Principal> ask(String token) {
        return tokens.principal(token).toCompletableFuture();
    }

    private Principal verified(String token) {
        CompletableFuture<Principal> asked = ask(token);
        threads.remove().run();
        return asked.join();
    }

    @Test
    void whatWasVerifiedIsKnown() {
        String token = token("ann", Duration.ofHours(1), 0);
        Principal first = verified(token);

        assertThat(ask(token)).isCompletedWithValue(first);
        assertThat(threads).isEmpty();
    }

    /** Its key may have been withdrawn meanwhile. */
    @Test
    void itIsVerifiedAgainAfterAWhile() {
        String token = token("ann", Duration.ofHours(1), 0);
        verified(token);

        now = BEGIN.plus(TokenKeys.CACHED).minusSeconds(1);
        assertThat(ask(token)).isCompleted();
        now = BEGIN.plus(TokenKeys.CACHED);
        assertThat(ask(token)).isNotDone();
        assertThat(threads).hasSize(1);
    }

    @Test
    void itIsKnownNoLongerThanItIsValid() {
        String token = token("ann", Duration.ofMinutes(1), 0);
        verified(token);

        now = BEGIN.plusSeconds(69);
        assertThat(ask(token)).isCompleted();
        now = BEGIN.plusSeconds(70);
        CompletableFuture<Principal> expired = ask(token);
        threads.remove().run();
        assertThat(expired).isCompletedExceptionally();
    }

    @Test
    void aRefusalIsNotRemembered() {
        assertThat(ask("x")).isNotDone();
        threads.remove().run();
        assertThat(ask("x")).isNotDone();
    }

    @Test
    void largeOnesAreNotRemembered() {
        String token = token("ann", Duration.ofHours(1), 4_000);
        verified(token);

        assertThat(ask(token)).isNotDone();
    }

    @Test
    void asManyAsThereAreOnlySomeAreRemembered() {
        for (int i = 0; i < 3_000; i++) {
            verified(token("user" + i, Duration.ofHours(1), 0));
        }
        int known = 0;
        for (int i = 0; i < 3_000; i++) {
            known += ask(token("user" + i, Duration.ofHours(1), 0)).isDone() ? 1 : 0;
        }
        assertThat(known).isBetween(800, 1_024);
    }

    @Test
    void whoCannotWaitIsToldToComeBack() {
        Tokens full = new Tokens(
                TokenRules.builder(TokenKeys.secret(Issuer.SECRET))
                        .algorithms(TokenAlgorithm.HS256)
                        .build(),
                Grants.NONE,
                () -> now,
                task -> {
                    throw new RejectedExecutionException();
                });

        assertComesBack(full.principal("x").toCompletableFuture());
    }

    @Test
    void tokensThatWaitTakeBoundedMemory() {
        String large = "x".repeat(16_000);
        CompletableFuture<Principal> last = ask(large);
        for (int i = 0; i < 3_000; i++) {
            last = ask(large);
        }

        assertComesBack(last);
        assertThat(threads).hasSizeLessThan(2_200);
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        assertThat(ask(large)).isNotDone();
    }

    private static void assertComesBack(CompletableFuture<Principal> asked) {
        assertThat(asked).isCompletedExceptionally();
        assertThat(asked.handle((principal, failure) ->
                        (ProblemException) (failure instanceof CompletionException ? failure.getCause() : failure)))
                .isCompletedWithValueMatching(refused -> refused.problem().status() == 503);
    }
}
