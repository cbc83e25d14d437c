package dev.tidings.spring.doc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSource;
import dev.tidings.client.ReadyState;
import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Emitter;
import dev.tidings.emitter.Topic;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.spring.HubCustomizer;
import dev.tidings.spring.server.TidingsServer;
import dev.tidings.sse.SseMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What docs/spring.md shows is what runs here, and does what it says. */
class SpringDocTest {

    private static final Path PAGE = Path.of("..", "docs", "spring.md");
    private static final Path SOURCES = Path.of("src/test/java/dev/tidings/spring/doc");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern PROPERTY =
            Pattern.compile("(?m)^\\| `([a-z.-]+\\.[a-z.-]+)` \\| (.*?) \\| (.*?) \\|$");

    @Topic("filter.verified")
    record FilterVerified(@Attribute String email, boolean isVerified) {}

    record SseQuery(@NotNull @Email String email) {}

    @RestController
    static class FilterController {

        private final Emitter emitter;

        FilterController(Emitter emitter) {
            this.emitter = emitter;
        }

        @GetMapping("/sse")
        SseStream sse(@Valid SseQuery query) {
            return emitter.stream(FilterVerified.class).where("email", query.email());
        }

        @GetMapping("/mine")
        SseStream mine(Principal user) {
            return emitter.stream(FilterVerified.class).where("email", user.getName());
        }
    }

    @Service
    static class FilterService {

        private final ApplicationEventPublisher events;

        FilterService(ApplicationEventPublisher events) {
            this.events = events;
        }

        @Transactional
        public void verify(String email) {
            // ... what is written to the database
            events.publishEvent(new FilterVerified(email, true)); // reaches the hub after the commit
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
    @Import({FilterController.class, FilterService.class})
    static class Application {

        @Bean
        EndpointConfig verified() {
            return EndpointConfig.builder("/sse")
                    .topics("filter.verified")
                    .require("email")
                    .build();
        }

        @Bean
        HubCustomizer smallEvents() {
            return hub -> hub.eventLimits(new EventLimits(16 << 10, 4, 16, 16));
        }

        @Bean
        SecurityFilterChain everythingIsOpen(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @Test
    void everyBlockOfThePageIsPartOfATest() throws IOException {
        String test = withoutSpace(Files.readString(SOURCES.resolve("SpringDocTest.java"))
                + Files.readString(SOURCES.resolve("FilterControllerTest.java")));

        assertThat(JAVA.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)))
                .hasSize(6)
                .allSatisfy(block -> assertThat(test).contains(withoutSpace(block)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void whatIsPublishedInATransactionReachesAControllersClientAndAnEndpoints() throws Exception {
        try (ServletWebServerApplicationContext application =
                (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.SERVLET)
                        .properties(
                                "server.port=0",
                                "spring.main.banner-mode=off",
                                "spring.datasource.url=jdbc:h2:mem:doc",
                                "tidings.server.port=0")
                        .run()) {
            BlockingQueue<SseMessage> messages = new LinkedBlockingQueue<>();
            CountDownLatch open = new CountDownLatch(2);
            try (EventSource ofController = open(application.getWebServer().getPort(), open, messages);
                    EventSource ofEndpoint =
                            open(application.getBean(TidingsServer.class).port(), open, messages)) {
                assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();

                application.getBean(FilterService.class).verify("ann@example.com");

                for (int i = 0; i < 2; i++) {
                    SseMessage message = messages.poll(20, TimeUnit.SECONDS);
                    assertThat(message).isNotNull();
                    assertThat(message.data()).isEqualTo("{\"isVerified\":true}");
                }
                assertThat(ofController.readyState()).isEqualTo(ReadyState.OPEN);
                assertThat(ofEndpoint.readyState()).isEqualTo(ReadyState.OPEN);
            }
            assertThat(application.getBean(Hub.class).eventLimits().attributes())
                    .isEqualTo(4);
        }
    }

    private static EventSource open(int port, CountDownLatch open, BlockingQueue<SseMessage> messages) {
        return EventSource.builder(URI.create("http://localhost:" + port + "/sse?email=ann%40example.com"))
                .onOpen(open::countDown)
                .onMessage(messages::add)
                .open();
    }

    /** As IDEs show it. */
    @Test
    void thePagesTableOfPropertiesIsTheirMetadata() throws IOException {
        Map<String, String> shown = new TreeMap<>();
        PROPERTY.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> shown.put(row.group(1), row.group(2) + " | " + row.group(3)));

        assertThat(shown).isEqualTo(metadata());
    }

    private static Map<String, String> metadata() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        try (InputStream metadata =
                SpringDocTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : JsonMapper.shared().readTree(metadata).get("properties")) {
                JsonNode byDefault = property.get("defaultValue");
                properties.put(
                        property.get("name").asString(),
                        (byDefault == null ? "" : "`" + byDefault.asString() + "`") + " | "
                                + property.get("description").asString());
            }
        }
        return properties;
    }
}
