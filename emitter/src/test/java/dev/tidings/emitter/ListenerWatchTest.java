package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.Hub;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches hears of listeners as they come, go and pile up. */
class ListenerWatchTest {

    private final List<String> told = new ArrayList<>();
    private final Hub hub = Hub.open();
    private final Emitter emitter =
            Emitter.builder(hub).leakWarning(2).watch(new Recorder()).build();

    private final class Recorder implements EmitterWatch {

        @Override
        public void added(String topics, int listeners) {
            told.add("+" + topics + " " + listeners);
        }

        @Override
        public void removed(String topics, int listeners) {
            told.add("-" + topics + " " + listeners);
        }

        @Override
        public void leakSuspected(String topics, int listeners) {
            told.add("!" + topics + " " + listeners);
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void listenersAreToldAsTheyComeAndGo() {
        Listening one = emitter.on(FilterVerified.class, event -> {});
        emitter.once(FilterVerified.class, event -> {});
        emitter.on("filter.*", any -> {});
        EmitterFixture.await(emitter.emit(of("ann")));
        one.off();
        one.off();
        emitter.offAll();

        assertThat(told)
                .containsExactly(
                        "+filter.verified 1",
                        "+filter.verified 2",
                        "+filter.* 1",
                        "-filter.verified 1",
                        "-filter.verified 0",
                        "-filter.* 0");
    }

    @Test
    void listenersThatPileUpAreToldOnceUntilTheyAreGone() {
        List<Listening> all = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5; i++) {
                all.add(emitter.on("**", any -> {}));
            }
            all.forEach(Listening::off);
        }

        assertThat(told).filteredOn(line -> line.startsWith("!")).containsExactly("!** 3", "!** 3");
    }

    @Test
    void noBoundIsNoWarningAndANegativeOneIsRefused() {
        Emitter patient =
                Emitter.builder(hub).leakWarning(0).watch(new Recorder()).build();
        for (int i = 0; i < 100; i++) {
            patient.on("**", any -> {});
        }

        assertThat(told).noneMatch(line -> line.startsWith("!"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Emitter.builder(hub).leakWarning(-1))
                .withMessage("leakWarning: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Emitter.builder(hub).maxPendingBytes(-1))
                .withMessage("maxPendingBytes: -1 (expected: >= 0)");
    }
}
