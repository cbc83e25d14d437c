package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.Caller;
import dev.tidings.log.rocksdb.CommitQueue.Append;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final List<EventId> IDS = List.of(new EventId("epochname", 1));

    private final List<Runnable> tasks = new ArrayList<>();
    private final Answers answers = new Answers();

    private Append append(@Nullable Caller caller) {
        return new Append(Publication.of(List.of(Event.of("a", ""))), caller);
    }

    /** A caller that lets a test see and run what it is given. */
    private final class Recorded implements Caller {

        @Override
        public void whenThrough(Runnable task) {
            throw new AssertionError();
        }

        @Override
        public void answer(Runnable task) {
            tasks.add(task);
        }
    }

    @Test
    void eachEventLoopGetsAllOfItsAnswersInOneTask() {
        Caller one = new Recorded();
        Append first = append(one);
        Append second = append(one);
        Append elsewhere = append(new Recorded());
        answers.succeed(first, IDS);
        answers.fail(second, new IllegalStateException("on purpose"));
        answers.succeed(elsewhere, IDS);

        answers.give();

        assertThat(tasks).hasSize(2);
        assertThat(first.ids).isNotDone();
        tasks.forEach(Runnable::run);
        assertThat(first.ids).isCompletedWithValue(IDS);
        assertThat(second.ids).isCompletedExceptionally();
        assertThat(elsewhere.ids).isCompletedWithValue(IDS);
    }

    @Test
    void whoeverWaitsForNothingElseIsAnsweredAtOnce() {
        Append append = append(null);

        answers.succeed(append, IDS);

        assertThat(append.ids).isCompletedWithValue(IDS);
    }

    @Test
    void anEventLoopThatFailsKeepsNobodysAnswerBack() {
        Caller failing = new Caller() {
            @Override
            public void whenThrough(Runnable task) {
                throw new AssertionError();
            }

            @Override
            public void answer(Runnable task) {
                throw new IllegalStateException("on purpose");
            }
        };
        Append theirs = append(failing);
        Append others = append(new Recorded());
        answers.succeed(theirs, IDS);
        answers.succeed(others, IDS);

        answers.give();
        tasks.forEach(Runnable::run);

        assertThat(theirs.ids).isCompletedWithValue(IDS);
        assertThat(others.ids).isCompletedWithValue(IDS);
    }
}
