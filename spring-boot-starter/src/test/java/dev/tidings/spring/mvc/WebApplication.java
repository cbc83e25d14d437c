package dev.tidings.spring.mvc;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.event.EventId;
import dev.tidings.servlet.ServletTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** An application of Spring MVC on one of the containers that are on this class path, as its user would start it. */
final class WebApplication implements AutoCloseable {

    /** What chooses one of them. */
    enum Container {
        TOMCAT("jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"),
        JETTY("tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration");

        private final String without;

        Container(String without) {
            this.without = "org.springframework.boot." + without;
        }
    }

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final ServletWebServerApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private WebApplication(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    /** @param properties {@code name=value}, after those that a random port and a quiet log take */
    static WebApplication start(Container container, Class<?> configuration, String... properties) {
        String[] all = Stream.concat(
                        Stream.of(
                                "server.port=0",
                                "spring.main.banner-mode=off",
                                "spring.jmx.enabled=false",
                                "spring.autoconfigure.exclude=" + container.without),
                        Stream.of(properties))
                .toArray(String[]::new);
        return new WebApplication((ServletWebServerApplicationContext) new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.SERVLET)
                .properties(all)
                .run());
    }

    int port() {
        return context.getWebServer().getPort();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int streams() {
        return bean(ServletTransport.class).streams();
    }

    EventId emit(Object event) {
        return bean(Emitter.class).emit(event).toCompletableFuture().join();
    }

    /** A request to this application; it accepts a stream, as a browser's EventSource does. */
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream");
    }

    /** The answer to a request that does not open a stream. */
    HttpResponse<String> answer(HttpRequest.Builder request) {
        return send(request.timeout(DEADLINE).build(), BodyHandlers.ofString());
    }

    /** The stream that a request opens; its head has been read. */
    EventStream open(HttpRequest.Builder request) {
        return new EventStream(send(request.timeout(DEADLINE).build(), BodyHandlers.ofInputStream()));
    }

    EventStream open(String path) {
        return open(to(path));
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new AssertionError(request + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** As whoever sets an application aside does; its port may be another one afterwards. */
    void restart() {
        context.stop();
        context.start();
    }

    @Override
    public void close() {
        context.close();
    }
}
