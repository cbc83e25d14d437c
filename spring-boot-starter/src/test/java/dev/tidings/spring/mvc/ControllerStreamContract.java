package dev.tidings.spring.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.Await;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** What a client gets of a controller that returns a stream, whatever the container. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
abstract class ControllerStreamContract {

    private final WebApplication application;

    ControllerStreamContract(WebApplication.Container container) {
        // A container sees that a client has gone when it writes.
        application = WebApplication.start(container, Application.class, "tidings.stream.heartbeat=100ms");
    }

    @AfterAll
    void stop() {
        application.close();
    }

    private EventId verify(String email, boolean isVerified) {
        return application.emit(new FilterVerified(email, isVerified));
    }

    @Test
    void aStreamBeginsAtOnceWithItsPlace() {
        EventId before = verify("ann@example.com", false);

        try (EventStream ann = application.open("/sse?email=ann@example.com")) {
            assertThat(ann.status()).isEqualTo(200);
            assertThat(ann.header("Content-Type")).startsWith("text/event-stream");
            assertThat(ann.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(ann.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(ann.block()).first().isEqualTo("id: " + before);
        }
    }

    @Test
    void eventsReachThoseTheyAreForHoweverTheControllerReturnsItsStream() {
        for (String path : List.of("/sse", "/produces", "/entity", "/later", "/any")) {
            try (EventStream ann = application.open(path + "?email=ann@example.com");
                    EventStream bob = application.open(path + "?email=bob@example.com")) {
                ann.block();
                bob.block();
                EventId first = verify("ann@example.com", true);
                verify("bob@example.com", false);

                assertThat(ann.block()).as(path).containsExactly("id: " + first, "data: {\"isVerified\":true}");
                assertThat(bob.next("data")).as(path).isEqualTo("{\"isVerified\":false}");
            }
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() {
        String last;
        try (EventStream ann = application.open("/sse?email=cy@example.com")) {
            last = ann.next("id");
        }
        EventId missed = verify("cy@example.com", true);

        try (EventStream back =
                application.open(application.to("/sse?email=cy@example.com").header("Last-Event-ID", last))) {
            back.block();
            assertThat(back.block()).contains("id: " + missed);
        }
    }

    @Test
    void aStateComesFirst() {
        try (EventStream client = application.open("/state?email=dee@example.com")) {
            assertThat(client.next("data")).isEqualTo("\"first\"");
            assertThat(client.next("data")).isEqualTo("\"second\"");
            verify("dee@example.com", true);
            assertThat(client.next("data")).isEqualTo("{\"isVerified\":true}");
        }
    }

    @Test
    void aQueryThatIsNotValidIsRefusedBySpringWithABody() {
        for (String path : List.of("/sse", "/produces")) {
            HttpResponse<String> answer = application.answer(application.to(path + "?email=nobody"));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .startsWith("application/json");
            assertThat(answer.body()).contains("\"status\":400").contains("\"path\":\"" + path + "\"");
        }
    }

    @Test
    void whatFailsBeforeTheStreamIsAnAnswerOfSpring() {
        for (String path : List.of("/fails", "/broken-state")) {
            HttpResponse<String> answer = application.answer(application.to(path));

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"status\":500");
        }
    }

    @Test
    void noStreamIsNoneThatMayComeLater() {
        assertThat(application.answer(application.to("/none")).statusCode()).isEqualTo(204);
        assertThat(application.answer(application.to("/entity?email=")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void anEntitysHeadersAreTheStreams() {
        try (EventStream client = application.open("/entity?email=ann@example.com")) {
            assertThat(client.header("X-Filter")).isEqualTo("ann@example.com");
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
        }
    }

    @Test
    void headGetsTheHeadAloneAndOtherMethodsAreRefused() {
        HttpResponse<String> head = application.answer(
                application.to("/sse?email=ann@example.com").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> post =
                application.answer(application.to("/sse?email=ann@example.com").POST(BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).get().asString().startsWith("text/event-stream");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).isPresent();
    }

    @Test
    void whoDoesNotTakeStreamsIsToldSo() {
        for (String path : List.of("/sse", "/produces")) {
            assertThat(application
                            .answer(application
                                    .to(path + "?email=ann@example.com")
                                    .setHeader("Accept", "application/json"))
                            .statusCode())
                    .isEqualTo(406);
        }
    }

    @Test
    void aStreamsLifetimeIsNoAnswersTime() {
        MeterRegistry meters = application.bean(MeterRegistry.class);
        try (EventStream client = application.open("/later?email=eve@example.com")) {
            client.block();
            assertThat(meters.get("tidings.servlet.streams").gauge().value()).isPositive();
            assertThat(meters.get("tidings.subscribers")
                            .tag("state", "live")
                            .gauge()
                            .value())
                    .isPositive();
            assertThat(meters.get("tidings.bound.limit")
                            .tag("bound", "log_bytes")
                            .gauge()
                            .value())
                    .isPositive();
            Await.until("the request counts as answered", () -> active(meters, "/later") == 0);
        }

        Await.until("the stream is measured", () -> count(meters, "http.server.streams", "/later") > 0);
        assertThat(count(meters, "http.server.requests", "/later")).isZero();
        application.answer(application.to("/fails"));
        Await.until("the answer is measured", () -> count(meters, "http.server.requests", "/fails") > 0);
    }

    private static long count(MeterRegistry meters, String name, String uri) {
        return meters.find(name).tag("uri", uri).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static long active(MeterRegistry meters, String uri) {
        return meters.find("http.server.requests.active").tag("uri", uri).longTaskTimers().stream()
                .mapToLong(timer -> timer.activeTasks())
                .sum();
    }

    @Test
    void nothingIsLeftOfClientsThatLeftAndNobodyIsWarned(CapturedOutput output) {
        for (int i = 0; i < 20; i++) {
            try (EventStream client = application.open("/sse?email=gone@example.com")) {
                client.block();
            }
            verify("gone@example.com", true);
        }

        Await.until("all streams are over", () -> application.streams() == 0);
        Hub hub = application.bean(Hub.class);
        Await.until(
                "nobody is left in the hub",
                () -> hub.stats().sum(shard -> shard.members().live()) == 0);
        assertThat(output.getAll().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                .allMatch(line -> line.contains("IllegalStateException"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(FilterController.class)
    static class Application {

        @Bean
        SecurityFilterChain everythingIsOpen(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        /** It keeps what it sees until the response has ended, unless it is told not to. */
        @Bean
        FilterRegistrationBean<ShallowEtagHeaderFilter> etags() {
            return new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        }
    }
}
