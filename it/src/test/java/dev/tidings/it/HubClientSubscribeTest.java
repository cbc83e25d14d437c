package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.HubEvent;
import dev.tidings.hubclient.HubListener;
import dev.tidings.hubclient.SubscribeRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who subscribes to a real hub by a client gets what matches, and is told of everything else. */
class HubClientSubscribeTest {

    private static final Filter ANN = Filter.topic("filter.*").where("email", "ann+news@example.com");

    /** What the data of an event is. */
    record Verified(String email, boolean isVerified) {}

    /** Notes what it is told, in order. */
    private static final class Told implements HubListener {

        private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

        @Override
        public void onEvent(HubEvent event) {
            told.add(event);
        }

        @Override
        public void onGap(Gap gap) {
            told.add(gap);
        }

        @Override
        public void onClosed(CloseReason reason) {
            told.add(reason);
        }

        @Override
        public void onOpen() {
            told.add("open");
        }

        @Override
        public void onError(EventSourceError error) {
            told.add(error);
        }

        <T> T next(Class<T> type) throws InterruptedException {
            Object next = told.poll(20, TimeUnit.SECONDS);
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        }

        Told awaitOpen() throws InterruptedException {
            assertThat(next(String.class)).isEqualTo("open");
            return this;
        }
    }

    private final Told told = new Told();

    private static HubClient client(RunningHub hub) {
        return HubClient.builder(URI.create("http://127.0.0.1:" + hub.port())).build();
    }

    private static Event toAnn(String data) {
        return Event.of("filter.verified", data).with("email", "ann+news@example.com");
    }

    @Test
    void whatMatchesComesWithItsIdAndIsReadAsARecord() throws Exception {
        try (RunningHub hub = RunningHub.start();
                HubClient client = client(hub)) {
            client.subscribe(ANN, told);
            told.awaitOpen();
            hub.publish(Event.of("filter.verified", "not hers").with("email", "bob@example.com"));
            hub.publish(Event.of("invoice.paid", "not asked for").with("email", "ann+news@example.com"));
            EventId id = hub.publish(toAnn("{\"email\": \"ann\", \"isVerified\": true, \"by\": \"mail\"}"));
            hub.publish(toAnn("no JSON").withType("greeting"));

            HubEvent event = told.next(HubEvent.class);
            assertThat(event.id()).isEqualTo(id);
            assertThat(event.type()).isEqualTo("message");
            assertThat(event.as(Verified.class)).isEqualTo(new Verified("ann", true));
            HubEvent other = told.next(HubEvent.class);
            assertThat(other.type()).isEqualTo("greeting");
            assertThatThrownBy(() -> other.as(Verified.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("data of " + other.id() + " (expected: JSON of a Verified): ");
        }
    }

    @Test
    void whoComesBackGetsWhatItMissed() throws Exception {
        try (RunningHub hub = RunningHub.start();
                HubClient client = client(hub)) {
            EventId seen = hub.publish(toAnn("1"));
            hub.publish(toAnn("2"));
            hub.publish(toAnn("3"));

            client.subscribe(SubscribeRequest.of(ANN).after(seen), told);
            told.awaitOpen();
            assertThat(told.next(HubEvent.class).data()).isEqualTo("2");
            assertThat(told.next(HubEvent.class).data()).isEqualTo("3");

            Told newest = new Told();
            client.subscribe(SubscribeRequest.of(ANN).last(1), newest);
            assertThat(newest.awaitOpen().next(HubEvent.class).data()).isEqualTo("3");
        }
    }

    @Test
    void whatIsNotRetainedAnyMoreIsAGap() throws Exception {
        Hub small =
                Hub.builder().log(MemoryLog.builder().maxBytes(1 << 20).open()).open();
        try (RunningHub hub = RunningHub.start(small, settings -> settings);
                HubClient client = client(hub)) {
            EventId seen = hub.publish(toAnn("first"));
            for (int i = 0; i < 2_000; i++) {
                hub.publish(toAnn("x".repeat(1_000)));
            }

            client.subscribe(SubscribeRequest.of(ANN).after(seen), told);
            Gap gap = told.awaitOpen().next(Gap.class);
            assertThat(gap.reason()).isEqualTo(Gap.Reason.EXPIRED);
            assertThat(gap.after()).isEqualTo(seen.toString());
            assertThat(told.next(HubEvent.class).id().position())
                    .isGreaterThan(gap.earliest().position());
        }
    }

    @Test
    void whoIsEndedIsToldWhyAndComesBackWithoutALoss() throws Exception {
        try (RunningHub hub = RunningHub.start();
                HubClient client = client(hub)) {
            client.subscribe(ANN, told);
            told.awaitOpen();
            hub.hub().disconnect(subscriber -> true);
            assertThat(told.next(CloseReason.class)).isEqualTo(CloseReason.REVOKED);
            hub.publish(toAnn("meanwhile"));

            assertThat(told.next(EventSourceError.class).willReconnect()).isTrue();
            assertThat(told.awaitOpen().next(HubEvent.class).data()).isEqualTo("meanwhile");
        }
    }

    @Test
    void anEndpointThatDoesNotKnowAnAttributeIsGivenUp() throws Exception {
        try (RunningHub hub = RunningHub.start(settings -> settings.endpoint(
                        "/sse", endpoint -> endpoint.topics("filter.*").require("email")));
                HubClient client = client(hub)) {
            client.subscribe(SubscribeRequest.of(ANN).at("/sse"), told);
            told.awaitOpen();
            hub.publish(toAnn("1"));
            assertThat(told.next(HubEvent.class).data()).isEqualTo("1");

            Told refused = new Told();
            client.subscribe(SubscribeRequest.of(ANN.where("emial", "ann")).at("/sse"), refused);
            EventSourceError.UnexpectedStatus error = refused.next(EventSourceError.UnexpectedStatus.class);
            assertThat(error.reconnectsIn()).isEqualTo(Optional.empty());
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.body()).contains("unknown parameter 'emial'");
        }
    }
}
