package dev.tidings.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.server.http.Later;
import dev.tidings.server.http.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was taken back stays so: at once, and for good. */
class RevocationsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:15:30.5Z");

    private final Queue<Runnable> writer = new ArrayDeque<>();
    private Instant now = NOW;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("access").resolve("revocations.json");
    }

    private Revocations open(@Nullable Duration longest, int max) {
        Revocations revocations = new Revocations(file(), () -> now, writer::add, max);
        revocations.limit(longest);
        revocations.load();
        return revocations;
    }

    private Revocations open() {
        return open(null, 3);
    }

    private Revocations.Outcome done(CompletionStage<Revocations.Outcome> revoking) {
        while (!writer.isEmpty()) {
            writer.remove().run();
        }
        return revoking.toCompletableFuture().join();
    }

    private int refused(CompletionStage<Revocations.Outcome> revoking) {
        while (!writer.isEmpty()) {
            writer.remove().run();
        }
        CompletableFuture<Integer> status = revoking.toCompletableFuture()
                .handle((done, failure) -> Later.causeOf(failure) instanceof ProblemException problem
                        ? problem.problem().status()
                        : 0);
        return status.join();
    }

    @Test
    void whatWasIssuedBeforeIsCovered() {
        Revocations revocations = open();
        done(revocations.revoke("ann", NOW));

        assertThat(revocations.covers("ann", NOW.minusMillis(1))).isTrue();
        assertThat(revocations.covers("ann", null)).isTrue();
        assertThat(revocations.covers("ann", Instant.parse("2026-11-27T10:15:30Z")))
                .as("a token knows seconds")
                .isTrue();
        assertThat(revocations.covers("ann", NOW)).isFalse();
        assertThat(revocations.covers("bob", NOW.minusSeconds(9))).isFalse();
        assertThat(revocations.covers("bob", null)).isFalse();
    }

    @Test
    void itHoldsBeforeItIsWrittenAndIsAcknowledgedAfterwards() throws IOException {
        Revocations revocations = open();
        List<String> watched = new ArrayList<>();
        revocations.watch((principal, before) -> {
            watched.add(principal + " " + before);
            assertThat(revocations.covers("ann", null)).isTrue();
            return CompletableFuture.completedStage(2);
        });
        CompletableFuture<Revocations.Outcome> revoking =
                revocations.revoke("ann", NOW).toCompletableFuture();

        assertThat(watched).containsExactly("user:ann 2026-11-27T10:15:30.500Z");
        assertThat(revoking).isNotDone();
        assertThat(file()).doesNotExist();
        assertThat(done(revoking)).isEqualTo(new Revocations.Outcome("user:ann", NOW, 2));
        assertThat(Files.readString(file())).contains("\"ann\" : \"2026-11-27T10:15:30.500Z\"");
    }

    @Test
    void itOutlivesTheProcess() {
        Revocations revocations = open();
        done(revocations.revoke("ann", NOW));
        done(revocations.revoke("user \"with\"\nstrange: name é\u0000", NOW.minusSeconds(60)));

        Revocations again = open();
        assertThat(again.covers("ann", NOW.minusMillis(1))).isTrue();
        assertThat(again.covers("ann", NOW)).isFalse();
        assertThat(again.covers("user \"with\"\nstrange: name é\u0000", NOW.minusSeconds(61)))
                .isTrue();
    }

    @Test
    void ofTwoMomentsTheLaterOneHolds() {
        Revocations revocations = open();
        done(revocations.revoke("ann", NOW));

        assertThat(done(revocations.revoke("ann", NOW.minusSeconds(60))).issuedBefore())
                .isEqualTo(NOW);
        assertThat(open().covers("ann", NOW.minusSeconds(1))).isTrue();
        assertThat(done(revocations.revoke("ann", NOW.plusSeconds(60))).issuedBefore())
                .isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void whatSeveralWaitForIsWrittenOnce() throws IOException {
        Revocations revocations = open();
        CompletionStage<Revocations.Outcome> first = revocations.revoke("ann", NOW);
        CompletionStage<Revocations.Outcome> second = revocations.revoke("bob", NOW);
        writer.remove().run();
        assertThat(Files.readString(file())).contains("ann", "bob");
        Files.delete(file());
        done(second);

        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenHoldsAndIsTriedAgain() throws IOException {
        Files.writeString(folder.resolve("access"), "a file where the folder should be");
        Revocations revocations = new Revocations(file(), () -> now, writer::add, 3);

        assertThat(refused(revocations.revoke("ann", NOW))).isEqualTo(503);
        assertThat(revocations.covers("ann", null)).isTrue();
        Files.delete(folder.resolve("access"));
        done(revocations.revoke("ann", NOW));
        assertThat(open().covers("ann", null)).isTrue();
    }

    @Test
    void nobodyIsForgottenWhileATokenMayStillBeGood() {
        Revocations revocations = open();
        for (String name : List.of("a", "b", "c")) {
            done(revocations.revoke(name, NOW));
        }
        now = NOW.plus(Duration.ofDays(3650));

        assertThat(refused(revocations.revoke("d", NOW))).isEqualTo(429);
        assertThat(revocations.covers("d", null)).isFalse();
        assertThat(done(revocations.revoke("a", now)).issuedBefore()).isEqualTo(now);
    }

    @Test
    void whoseTokensHaveAllExpiredMakesRoom() {
        Revocations revocations = open(Duration.ofHours(1), 3);
        done(revocations.revoke("a", NOW));
        now = NOW.plus(Duration.ofHours(1));
        done(revocations.revoke("b", now));
        done(revocations.revoke("c", now));
        assertThat(refused(revocations.revoke("d", now))).isEqualTo(429);
        now = NOW.plus(Duration.ofMinutes(66));
        done(revocations.revoke("d", now));

        assertThat(revocations.covers("a", null)).isFalse();
        assertThat(revocations.covers("b", null)).isTrue();
        Revocations again = open(Duration.ofHours(1), 3);
        assertThat(again.covers("d", null)).isTrue();
        assertThat(again.covers("a", null)).isFalse();
    }

    @Test
    void aMomentFarAheadIsAMistake() {
        Revocations revocations = open();

        assertThat(refused(revocations.revoke("ann", NOW.plusSeconds(301)))).isEqualTo(400);
        assertThat(refused(revocations.revoke("ann", Instant.MIN))).isEqualTo(400);
        assertThat(revocations.covers("ann", null)).isFalse();
        done(revocations.revoke("ann", NOW.plusSeconds(300)));
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws IOException {
        done(open().revoke("ann", NOW));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(folder.resolve("access").toFile().list()).containsExactly("revocations.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"version\":1}",
                "{\"version\":2,\"issuedBefore\":{}}",
                "{\"version\":\"1\",\"issuedBefore\":{}}",
                "{\"version\":1,\"issuedBefore\":{},\"more\":1}",
                "{\"version\":1,\"issuedBefore\":[]}",
                "{\"version\":1,\"issuedBefore\":{\"ann\":5}}",
                "{\"version\":1,\"issuedBefore\":{\"ann\":\"yesterday\"}}",
                "{\"version\":1,\"issuedBefore\":{\"ann\":\"+1000000000-12-31T23:59:59Z\"}}",
                "{\"version\":1,\"issuedBefore\":{\"ann\":\"2026-11-27T10:15:30Z\",\"ann\":\"2026-11-27T10:15:30Z\"}}",
                "{\"version\":1,\"issuedBefore\":{}} {}"
            })
    void aFileThatIsNotAsItWasWrittenIsRefused(String text) throws IOException {
        Files.createDirectory(folder.resolve("access"));
        Files.write(file(), text.getBytes(UTF_8));

        assertThatIllegalStateException()
                .isThrownBy(this::open)
                .withMessageStartingWith("revocations in " + file() + ": ")
                .withMessageContaining("(expected: ");
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws IOException {
        Files.createDirectories(file());

        assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("it cannot be read");
    }

    @Test
    void withoutAFileTheyEndWithTheProcess() {
        Revocations revocations = new Revocations(null, () -> now, writer::add, 3);
        revocations.load();

        assertThat(revocations.revoke("ann", NOW).toCompletableFuture()).isCompleted();
        assertThat(revocations.covers("ann", null)).isTrue();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void secretsAreMadeOnceAndKept() throws IOException {
        PrivateFile file = new PrivateFile(folder.resolve("access").resolve("ticket-secret"));
        String made = file.secret();

        assertThat(made).hasSizeGreaterThan(40);
        assertThat(file.secret()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }
}
