package dev.tidings.server.publish;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Answers;
import dev.tidings.server.http.Asker;
import dev.tidings.server.http.Connection;
import dev.tidings.server.metrics.LoopCounts;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was answered; its loop runs when told to. */
final class RecordedConnection implements Connection {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopCounts counts = new LoopCounts();
    private final List<String> answers = new ArrayList<>();
    private Runnable next = () -> {};

    List<String> answers() {
        return answers;
    }

    void runTasks() {
        channel.runPendingTasks();
    }

    @Override
    public EventExecutor loop() {
        return channel.eventLoop();
    }

    @Override
    public void executePromptly(Runnable task) {
        loop().execute(task);
    }

    @Override
    public Caller caller() {
        return new Caller() {
            @Override
            public void whenThrough(Runnable task) {
                loop().execute(task);
            }

            @Override
            public void answer(Runnable task) {
                loop().execute(task);
            }
        };
    }

    @Override
    public LoopCounts counts() {
        return counts;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    /** What the next request of the connection brings about. */
    void whenNextBegins(Runnable newNext) {
        next = newNext;
    }

    @Override
    public Asker answerLater() {
        return answer -> answers.add("in its turn: " + Answers.textOf(answer));
    }

    @Override
    public void beginNext() {
        next.run();
    }

    @Override
    public void answer(Answer answer) {
        answers.add(Answers.textOf(answer));
    }
}
