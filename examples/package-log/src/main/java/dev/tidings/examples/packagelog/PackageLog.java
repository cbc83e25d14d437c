package dev.tidings.examples.packagelog;

import dev.tidings.sse.SseHandler;
import dev.tidings.sse.SseMessage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Publishes a Debian package log to a hub, or follows packages there. */
public final class PackageLog {
    private static final String HELP = """
            PackageLog publish [--url http://127.0.0.1:8080] [--file /var/log/dpkg.log]
            PackageLog events  [--file /var/log/dpkg.log]                     for `tidings publish`: an event a line
            PackageLog follow  [--url http://127.0.0.1:8080] [PACKAGE...]     no package: all of them
            """;

    private PackageLog() {}

    /** Ends with 1 if lines were not understood, 2 if the arguments are wrong. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        URI hub = URI.create("http://127.0.0.1:8080");
        Path file = Path.of("/var/log/dpkg.log");
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            boolean hasValue = i + 1 < arguments.length;
            if (arguments[i].equals("--url") && hasValue) hub = URI.create(arguments[++i]);
            else if (arguments[i].equals("--file") && hasValue) file = Path.of(arguments[++i]);
            else words.add(arguments[i]);
        }
        String command = words.isEmpty() ? "" : words.remove(0);
        if (command.equals("publish") && words.isEmpty()) {
            publish(hub, file);
        } else if (command.equals("events") && words.isEmpty()) {
            print(file);
        } else if (command.equals("follow") && words.stream().noneMatch(word -> word.startsWith("--"))) {
            follow(hub, words);
        } else {
            System.err.print(HELP);
            System.exit(2);
        }
    }

    private static void publish(URI hub, Path file) throws IOException, InterruptedException {
        LogPublisher.Result result = new LogPublisher(hub).publish(file);
        System.out.printf("%d lines published%n", result.published());
        if (result.unknown() > 0) {
            System.err.printf("%d lines not understood, the first: %s%n", result.unknown(), result.firstUnknown());
            System.exit(1);
        }
    }

    private static void print(Path file) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(PackageChange::parse)
                    .flatMap(Optional::stream)
                    .map(PackageEvents::json)
                    .forEach(out::println);
        }
        out.flush();
    }

    private static void follow(URI hub, List<String> packages) {
        new PackageFollower(HttpClient.newHttpClient(), hub)
                .follow(packages, new SseHandler() {
                    @Override
                    public void onMessage(SseMessage message) {
                        System.out.println(message.data());
                    }
                })
                .join();
    }
}
