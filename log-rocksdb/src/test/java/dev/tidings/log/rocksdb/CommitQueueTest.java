package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.Caller;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.log.rocksdb.CommitQueue.Append;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommitQueueTest {

    private static final Publication KIBIBYTE = Publication.of(List.of(Event.of("a", "x".repeat(1024))));

    private final CommitQueue queue = new CommitQueue(10 << 10);

    @Test
    void whatDoesNotFitIsRefusedAtOnceAndFitsAgainWhenTheOthersAreDone() {
        int added = 0;
        CompletableFuture<List<EventId>> answer = queue.add(KIBIBYTE, null);
        while (!answer.isDone()) {
            added++;
            answer = queue.add(KIBIBYTE, null);
        }
        assertThat(added).isBetween(5, 9);
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(LogFullException.class);

        List<Append> taken = queue.take(Long.MAX_VALUE);
        assertThat(taken).hasSize(added);
        assertThat(queue.add(KIBIBYTE, null)).as("taken and not done").isCompletedExceptionally();
        queue.done(taken);
        assertThat(queue.bytes()).isZero();
        assertThat(queue.add(KIBIBYTE, null)).isNotDone();
    }

    /** However small the bound, what is published alone can be published. */
    @Test
    void onePublicationLargerThanTheBoundIsTakenAlone() {
        Publication large = Publication.of(List.of(Event.of("a", "x".repeat(64 << 10))));

        assertThat(queue.add(large, null)).isNotDone();
        assertThat(queue.add(KIBIBYTE, null)).isCompletedExceptionally();
    }

    @Test
    void groupEndsWhenItHasEnoughBytes() {
        for (int i = 0; i < 5; i++) {
            queue.add(KIBIBYTE, null);
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
            while (queue.add(KIBIBYTE, null).isCompletedExceptionally()) {
                Thread.onSpinWait();
            }
        }
        queue.close();

        assertThat(taking.join()).isEqualTo(10_000);
        assertThatThrownBy(() -> queue.add(KIBIBYTE, null).join()).hasCauseInstanceOf(LogClosedException.class);
    }

    @Test
    void whatComesTooLateToBeTakenIsRefused() {
        CompletableFuture<List<EventId>> waiting = queue.add(KIBIBYTE, null);
        queue.close();
        queue.end();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(LogClosedException.class);
        assertThat(queue.bytes()).isZero();
    }

    /** Runs what it is given when it is told to. */
    private static final class Turn implements Caller {

        private final List<Runnable> through = new CopyOnWriteArrayList<>();

        @Override
        public void whenThrough(Runnable task) {
            if (!through.contains(task)) {
                through.add(task);
            }
        }

        @Override
        public void answer(Runnable task) {
            task.run();
        }
    }

    @Test
    void whatAnEventLoopAppendsInOneTurnIsOneGroup() throws Exception {
        Turn turn = new Turn();
        CompletableFuture<List<Append>> taking = new CompletableFuture<>();
        Thread taker = new Thread(() -> taking.complete(queue.take(1 << 20)));
        taker.start();
        while (taker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        for (int i = 0; i < 5; i++) {
            queue.add(KIBIBYTE, turn);
        }

        assertThat(taking).isNotDone();
        assertThat(turn.through).hasSize(1);
        turn.through.get(0).run();
        assertThat(taking.get(10, TimeUnit.SECONDS)).hasSize(5);
    }
}
