package dev.tidings.it;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A program of docs/clients.md, which writes a line for each event: its id, its type and its data. */
enum ForeignClient {
    CURL("curl/follow"),
    PYTHON("python/follow.py"),
    NPM_EVENTSOURCE("node/follow.mjs"),
    OKHTTP("src/main/java/dev/tidings/examples/clients/OkHttpFollower.java"),
    OKHTTP_EVENTSOURCE("src/main/java/dev/tidings/examples/clients/OkHttpEventSourceFollower.java"),
    SPRING_WEBCLIENT("src/main/java/dev/tidings/examples/clients/WebClientFollower.java");

    /** What two of the programs share. */
    private static final ExampleProgram FIRST_ID =
            new ExampleProgram("clients/src/main/java/dev/tidings/examples/clients/FirstId.java");

    private final ExampleProgram program;

    ForeignClient(String file) {
        this.program = new ExampleProgram("clients/" + file);
    }

    /** All files that docs/clients.md shows. */
    static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        sources.add(FIRST_ID.source());
        for (ForeignClient client : values()) {
            sources.add(client.program.source());
        }
        return sources;
    }

    /** Runs until it is refused, or closed. */
    Shell follow(URI stream) throws IOException, InterruptedException {
        return program.start(stream.toString());
    }
}
