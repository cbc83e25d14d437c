package dev.tidings.server;

import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The page at {@code /} and its files below {@code /page/}, where no endpoint's path is in their way: a folder of the class path,
 * read once.
 */
final class PageFiles {

    private static final String FOLDER = "page/";
    private static final String INDEX = "index.html";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Nothing but what this server serves: whatever an event holds, the page cannot be made to run or load it. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    private PageFiles() {}

    /** The routes of the page, by path; none if the class path has no page. */
    static Map<String, Route> routes() {
        URL index = PageFiles.class.getResource(FOLDER + INDEX);
        Map<String, Route> routes = new TreeMap<>();
        if (index == null) {
            return routes;
        }
        try {
            for (String name : names(index)) {
                String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                if (type != null) {
                    routes.put(
                            "/" + FOLDER + name,
                            new FileRoute(Answer.of(200, type, read(name)).with(HEADERS), name.equals(INDEX)));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new UncheckedIOException(new IOException("cannot read the page's files", e));
        }
        Route indexRoute = routes.remove("/" + FOLDER + INDEX);
        if (indexRoute != null) {
            routes.put("/", indexRoute);
        }
        return routes;
    }

    private static List<String> names(URL index) throws IOException, URISyntaxException {
        URLConnection connection = index.openConnection();
        if (connection instanceof JarURLConnection jar) {
            String folder = jar.getEntryName().substring(0, jar.getEntryName().length() - INDEX.length());
            return jar.getJarFile().stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder))
                    .map(name -> name.substring(folder.length()))
                    .filter(name -> !name.isEmpty() && name.indexOf('/') < 0)
                    .toList();
        }
        URI file = index.toURI();
        try (Stream<Path> files = Files.list(Path.of(file.resolve(".")))) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("no such file: " + name);
            }
            return in.readAllBytes();
        }
    }

    /** One file. */
    record FileRoute(Answer answer, boolean isListed) implements Route {

        private static final List<String> METHODS = List.of("GET", "HEAD");

        @Override
        public List<String> methods() {
            return METHODS;
        }

        @Override
        public boolean asksWho() {
            return false;
        }

        @Override
        public Outcome handle(HttpHead head, Principal who, Load load) {
            return load == Load.FULL ? Answer.full() : answer;
        }
    }
}
