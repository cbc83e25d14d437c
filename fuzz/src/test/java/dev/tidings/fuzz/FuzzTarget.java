package dev.tidings.fuzz;

import dev.tidings.cli.config.ConfigurationTarget;
import dev.tidings.server.access.TokenTarget;
import dev.tidings.server.publish.CloudEventTarget;
import dev.tidings.server.publish.JsonTarget;
import dev.tidings.server.publish.NdjsonTarget;
import dev.tidings.server.subscribe.QueryTarget;
import dev.tidings.sse.StreamTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All that is fuzzed. Each has a folder of inputs to begin with, of the same name, and a dictionary beside it. */
enum FuzzTarget {
    HTTP(HttpTarget.class, HttpTarget::fuzzerTestOneInput, 1_000, "io.netty.handler.codec.http.**"),
    HTTP_2(Http2Target.class, Http2Target::fuzzerTestOneInput, 1_000, "io.netty.handler.codec.http2.**"),
    ACCESS(AccessTarget.class, AccessTarget::fuzzerTestOneInput, 1_000, "io.netty.handler.codec.http.**"),
    JSON(JsonTarget.class, JsonTarget::fuzzerTestOneInput, 20_000),
    CLOUD_EVENT(CloudEventTarget.class, CloudEventTarget::fuzzerTestOneInput, 20_000),
    NDJSON(NdjsonTarget.class, NdjsonTarget::fuzzerTestOneInput, 5_000),
    QUERY(QueryTarget.class, QueryTarget::fuzzerTestOneInput, 10_000),
    CONFIGURATION(
            ConfigurationTarget.class,
            ConfigurationTarget::fuzzerTestOneInput,
            2_000,
            "org.snakeyaml.engine.v2.parser.**",
            "org.snakeyaml.engine.v2.scanner.**"),
    TOKEN(TokenTarget.class, TokenTarget::fuzzerTestOneInput, 3_000, "com.nimbusds.jose.**", "com.nimbusds.jwt.**"),
    STREAM(StreamTarget.class, StreamTarget::fuzzerTestOneInput, 20_000);

    /** Takes one input; whatever it throws is a finding. */
    interface Body {
        void run(byte[] input) throws Exception;
    }

    private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";
    private static final Path CORPORA = Path.of("corpus");

    private final Class<?> type;
    private final Body body;
    private final int shortRuns;
    private final List<String> alsoCovered;

    /**
     * @param shortRuns inputs of a short run, which take about four seconds
     * @param alsoCovered packages whose coverage guides the fuzzing besides that of Tidings
     */
    FuzzTarget(Class<?> type, Body body, int shortRuns, String... alsoCovered) {
        this.type = type;
        this.body = body;
        this.shortRuns = shortRuns;
        this.alsoCovered = List.of(alsoCovered);
    }

    Class<?> type() {
        return type;
    }

    int shortRuns() {
        return shortRuns;
    }

    String covered() {
        return "dev.tidings.**"
                + String.join("", alsoCovered.stream().map(also -> ":" + also).toList());
    }

    /** Of Jazzer's own findings those that are none here: the targets write files and open sockets themselves. */
    String disabledHooks() {
        String hooks = SANITIZERS + "FilePathTraversal";
        return alsoCovered.stream().anyMatch(also -> also.startsWith("io.netty"))
                ? hooks + ":" + SANITIZERS + "ServerSideRequestForgery"
                : hooks;
    }

    void run(byte[] input) throws Exception {
        body.run(input);
    }

    /** As it is called on the command line, and its folder. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Path corpus() {
        return CORPORA.resolve(text());
    }

    Path dictionary() {
        return CORPORA.resolve(text() + ".dict");
    }

    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }
}
