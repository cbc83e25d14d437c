package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.log.rocksdb.CommitQueue.Append;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommitQueueTest {

    private static final Publication KIBIBYTE = Publication.of(List.of(Event.of("a", "x".repeat(1024))));

    private final CommitQueue queue = new CommitQueue(10 << 10);

    @Test
    void whatDoesNotFitIsRefusedAtOnceAndFitsAgainWhenTheOthersAreDone() {
        int added = 0;
        CompletableFuture<List<EventId>> answer = queue.add(KIBIBYTE);
        while (!answer.isDone()) {
            added++;
            answer = queue.add(KIBIBYTE);
        }
        assertThat(added).isBetween(5, 9);
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(LogFullException.class);

        List<Append> taken = queue.take(Long.MAX_VALUE);
        assertThat(taken).hasSize(added);
        assertThat(queue.add(KIBIBYTE)).as("taken and not done").isCompletedExceptionally();
        queue.done(taken);
        assertThat(queue.bytes()).isZero();
        assertThat(queue.add(KIBIBYTE)).isNotDone();
    }

    /** However small the bound, what is published alone can be published. */
    @Test
    void onePublicationLargerThanTheBoundIsTakenAlone() {
        Publication large = Publication.of(List.of(Event.of("a", "x".repeat(64 << 10))));

        assertThat(queue.add(large)).isNotDone();
        assertThat(queue.add(KIBIBYTE)).isCompletedExceptionally();
    }

    @Test
    void groupEndsWhenItHasEnoughBytes() {
        for (int i = 0; i < 5; i++) {
            queue.add(KIBIBYTE);
        }

        assertThat(queue.take(2 << 10)).hasSize(2);
        assertThat(queue.take(2 << 10)).hasSize(2);
        assertThat(queue.take(2 << 10)).hasSize(1);
    }

    @Test
    void whoSleepsIsWokenByTheNextOneAndByTheEnd() {
        CompletableFuture<Integer> taking = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            List<Append> taken = queue.take(1);
            while (!taken.isEmpty()) {
                count += taken.size();
                queue.done(taken);
                taken = queue.take(1);
            }
            return count;
        });
        for (int i = 0; i < 10_000; i++) {
            while (queue.add(KIBIBYTE).isCompletedExceptionally()) {
                Thread.onSpinWait();
            }
        }
        queue.close();

        assertThat(taking.join()).isEqualTo(10_000);
        assertThatThrownBy(() -> queue.add(KIBIBYTE).join()).hasCauseInstanceOf(LogClosedException.class);
    }

    @Test
    void whatComesTooLateToBeTakenIsRefused() {
        CompletableFuture<List<EventId>> waiting = queue.add(KIBIBYTE);
        queue.close();
        queue.end();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(LogClosedException.class);
        assertThat(queue.bytes()).isZero();
    }
}
