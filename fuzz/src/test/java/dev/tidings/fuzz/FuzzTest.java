package dev.tidings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input of the corpora, and a short run of the fuzzer from there on, or a long one:
 * {@code -Dtidings.fuzz.target=json -Dtidings.fuzz.seconds=600}.
 */
class FuzzTest {

    private static final String ALL = "all";
    private static final String TARGET = System.getProperty("tidings.fuzz.target", ALL);

    @TestFactory
    Stream<DynamicContainer> everyInputOfTheCorpusIsTaken() {
        return targets().map(target -> DynamicContainer.dynamicContainer(target.text(), inputs(target)));
    }

    @Execution(ExecutionMode.CONCURRENT) // each in a process of its own
    @ParameterizedTest
    @MethodSource("targets")
    void fuzzerFindsNothing(FuzzTarget target) throws Exception {
        FuzzRun run = FuzzRun.of(target);

        assertThat(run.exitCode()).as("%s", run).isZero();
    }

    static Stream<FuzzTarget> targets() {
        return Arrays.stream(FuzzTarget.values()).filter(target -> TARGET.equals(ALL) || TARGET.equals(target.text()));
    }

    private static Stream<DynamicTest> inputs(FuzzTarget target) {
        try {
            return target.inputs().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> target.run(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new AssertionError("no corpus", e);
        }
    }
}
