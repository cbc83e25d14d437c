package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Spring WebFlux on a servlet container, where demand is all that is known of a client. */
@Timeout(120)
class OtherServersTest {

    private static final int BATCH = 128 << 10;
    private static final String KIB_16 = "x".repeat(16 << 10);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
                "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration"
            })
    @Import(StreamController.class)
    static class OnTomcat {

        @Bean
        SecurityWebFilterChain everythingIsOpen(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .build();
        }
    }

    /** Where a stream that has been opened begins when it is told to. */
    @Configuration(proxyBeanMethods = false)
    @Import(OnTomcat.class)
    static class Hesitating {

        final Semaphore hesitates = new Semaphore(0);
        final Semaphore mayBegin = new Semaphore(0);

        @Bean
        WebFilter hesitation() {
            return (exchange, chain) -> chain.filter(
                    exchange.getRequest().getQueryParams().containsKey("hesitate")
                            ? exchange.mutate()
                                    .response(hesitating(exchange.getResponse()))
                                    .build()
                            : exchange);
        }

        private ServerHttpResponse hesitating(ServerHttpResponse response) {
            return new ServerHttpResponseDecorator(response) {
                @Override
                public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
                    return Mono.fromRunnable(Hesitating.this::hesitate)
                            .subscribeOn(Schedulers.boundedElastic())
                            .then(super.writeAndFlushWith(body));
                }
            };
        }

        private void hesitate() {
            hesitates.release();
            mayBegin.acquireUninterruptibly();
        }
    }

    @Test
    void whoDoesNotReadIsBehindAndTheOthersAreNot() {
        int events = 500;
        try (RunningApplication application = RunningApplication.start(OnTomcat.class);
                StreamClient slow = StreamClient.connect(application.port(), 4 << 10);
                StreamClient quick = StreamClient.open(application.port(), "/sse?email=ann@example.com")) {
            slow.get("/sse?email=ann@example.com", "").readHead();
            slow.block();
            quick.block();
            long mostPending = 0;

            for (int i = 0; i < events; i++) {
                application.publish("ann@example.com", i + KIB_16);
                assertThat(quick.data()).startsWith(i + "x");
                mostPending = Math.max(mostPending, application.pendingBytes());
            }

            Await.until("one is behind", () -> application.behind() == 1);
            assertThat(mostPending).isBetween(1L, 2L * BATCH);
            for (int i = 0; i < events; i++) {
                assertThat(slow.data()).startsWith(i + "x");
            }
            Await.until("all are live", () -> application.behind() == 0);
        }
    }

    @Test
    void aClientThatLeavesIsForgottenWhenItIsWrittenTo() {
        try (RunningApplication application = RunningApplication.start(OnTomcat.class, "tidings.stream.heartbeat=1s");
                LogRecorder log = new LogRecorder()) {
            StreamClient client = StreamClient.open(application.port(), "/sse?email=ann@example.com");
            client.block();
            client.reset();

            application.awaitNobody();
            log.assertNoWarning();
        }
    }

    @Test
    void whoNeverReadsHoldsAnApplicationThatStopsUpForTenSecondsAtMost() {
        RunningApplication application = RunningApplication.start(OnTomcat.class);
        try (StreamClient slow = clientWithMoreThanItTakes(application);
                LogRecorder log = new LogRecorder()) {
            assertThat(slow.status()).isEqualTo(200);

            stop(application).join();

            log.assertSaid("Graceful shutdown complete");
            log.assertNoneSaid("still running after timeout");
        }
    }

    @Test
    void aStreamThatBeginsWhileTheApplicationStopsEndsAtOnce() {
        RunningApplication application = RunningApplication.start(Hesitating.class);
        Hesitating filter = application.bean(Hesitating.class);
        try (StreamClient client = StreamClient.connect(application.port())) {
            client.get("/sse?email=ann@example.com&hesitate", "");
            filter.hesitates.acquireUninterruptibly();

            CompletableFuture<Void> stopped = stop(application);
            filter.mayBegin.release();

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.rest()).isEmpty();
            stopped.join();
        }
    }

    private static StreamClient clientWithMoreThanItTakes(RunningApplication application) {
        StreamClient slow = StreamClient.connect(application.port(), 4 << 10);
        slow.get("/sse?email=ann@example.com", "").readHead();
        slow.block();
        for (int i = 0; i < 500; i++) {
            application.publish("ann@example.com", KIB_16);
        }
        Counter looks = new Counter();
        Await.until("nothing moves any more", () -> looks.sameInARow(application.pendingBytes()) == 100);
        return slow;
    }

    private static final class Counter {

        private long last;
        private int same;

        int sameInARow(long value) {
            same = value > 0 && value == last ? same + 1 : 0;
            last = value;
            return same;
        }
    }

    /** Returns when its streams have been told to end. */
    private static CompletableFuture<Void> stop(RunningApplication application) {
        int port = application.port();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(application::close);
        Await.until("streams are refused", () -> refusesStreams(port));
        return stopped;
    }

    private static boolean refusesStreams(int port) {
        try (StreamClient other = StreamClient.open(port, "/sse?email=ann@example.com")) {
            return other.block().startsWith("retry: ");
        }
    }
}
