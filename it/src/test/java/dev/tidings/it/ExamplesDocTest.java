package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md and examples/README.md show is what the applications are, and these are made of what everything else is made of. */
class ExamplesDocTest {

    private static final Pattern CODE = Pattern.compile("(?ms)^```(?:java|yaml)\n(.*?)^```$");
    private static final Pattern VERSION = Pattern.compile("<(?:[\\w-]+\\.)?version>([^<$]+)<");

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> sources(ExampleApplication.Kind kind) throws IOException {
        try (Stream<Path> files = Files.walk(kind.project().resolve("src/main"))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|yaml)"))
                    .map(ExamplesDocTest::read)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"examples/README.md, 5", "README.md, 3"})
    void everyPieceOfCodeIsOneOfTheApplications(String page, int pieces) throws IOException {
        List<String> sources = Stream.concat(
                        sources(ExampleApplication.Kind.PLAIN).stream(),
                        sources(ExampleApplication.Kind.SPRING_MVC).stream())
                .toList();

        List<String> shown = CODE.matcher(read(Path.of("..", page)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();

        assertThat(shown).hasSize(pieces);
        assertThat(shown).allSatisfy(code -> assertThat(sources).as(code).anyMatch(source -> source.contains(code)));
    }

    @Test
    void mvcAndWebFluxDifferInNothingButTheirPoms() throws IOException {
        assertThat(sources(ExampleApplication.Kind.SPRING_WEBFLUX))
                .containsExactlyInAnyOrderElementsOf(sources(ExampleApplication.Kind.SPRING_MVC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java/com/example/filters/FilterVerified.java",
                "java/com/example/filters/SseQuery.java",
                "resources/static/index.html"
            })
    void eventQueryAndPageAreTheSameInAllOfThem(String file) {
        Set<String> contents = Stream.of(ExampleApplication.Kind.values())
                .map(kind -> read(kind.project().resolve("src/main").resolve(file)))
                .collect(Collectors.toSet());

        assertThat(contents).hasSize(1);
    }

    /** They have no parent of ours to take versions from, as a user's project has none. */
    @ParameterizedTest
    @EnumSource
    void versionsAreThoseOfTheBuild(ExampleApplication.Kind kind) {
        Set<String> ours = versions(Path.of("..", "pom.xml"));
        Set<String> theirs = versions(kind.project().resolve("pom.xml"));

        theirs.remove("1.0.0"); // their own
        assertThat(ours).containsAll(theirs);
    }

    private static Set<String> versions(Path pom) {
        return VERSION.matcher(read(pom))
                .results()
                .map((MatchResult version) -> version.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
