package dev.tidings.it;

import static dev.tidings.it.ScriptedStreams.status;
import static dev.tidings.it.ScriptedStreams.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.StreamClosedByServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** What the table of docs/clients.md says of clients by themselves. */
class ClientHabitsTest {

    /** A first block, an event, a sign of life, then the end. */
    private static final String STREAM = stream("id: 1\nretry: 1\n\nid: 2\ndata: x\n\nid: 3\n\n:\n\n");

    /** So many pauses of more than a second are longer than anybody waits here. */
    private static final int RETURNS = 20;

    @Test
    void npmEventSourceForgetsIdsWithoutDataAndKeepsToRetryAndGivesUpOnAnyStatusBut200() throws Exception {
        List<String> answers = new ArrayList<>();
        answers.add(stream("id: 1\nretry: 1\n\n"));
        answers.addAll(Collections.nCopies(RETURNS, STREAM));
        answers.add(status(503));
        try (ScriptedStreams hub = ScriptedStreams.start(answers);
                Shell program = ExampleProgram.node("""
                        import { EventSource } from 'eventsource'
                        const source = new EventSource('%s')
                        source.onmessage = ({ lastEventId, data }) => console.log(lastEventId, data)
                        source.onerror = ({ code }) => source.readyState === 2 && console.log('closed', code)
                        """.formatted(hub.uri()))) {
            program.awaitEnd();

            assertThat(program.output()).isEqualTo("2 x\n".repeat(RETURNS) + "closed 503\n");
            assertThat(hub.ids()).startsWith("", "", "2").hasSize(RETURNS + 2).endsWith("2");
        }
    }

    @Test
    void okHttpForgetsIdsWithoutDataAndMakesOneConnection() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        EventSourceListener listener = new EventSourceListener() {
            @Override
            public void onEvent(EventSource source, String id, String type, String data) {
                seen.add(id + " " + type + " " + data);
            }

            @Override
            public void onClosed(EventSource source) {
                seen.add("closed");
            }

            @Override
            public void onFailure(EventSource source, Throwable failure, Response response) {
                seen.add("failed " + response.code());
            }
        };
        OkHttpClient client = new OkHttpClient();
        try (ScriptedStreams hub = ScriptedStreams.start(List.of(STREAM, status(503)))) {
            Request request = new Request.Builder().url(hub.uri().toString()).build();
            EventSources.createFactory(client).newEventSource(request, listener);
            assertThat(next(seen)).isEqualTo("2 null x");
            assertThat(next(seen)).isEqualTo("closed");

            EventSources.createFactory(client).newEventSource(request, listener);
            assertThat(next(seen)).isEqualTo("failed 503");
            assertThat(hub.ids()).containsExactly("", "");
        } finally {
            client.dispatcher().executorService().shutdown();
        }
    }

    private static String next(BlockingQueue<String> seen) throws InterruptedException {
        return Optional.ofNullable(seen.poll(20, TimeUnit.SECONDS)).orElse("nothing");
    }

    @Test
    void okHttpEventSourceEndsWithItsFirstConnectionUnlessToldOtherwise() throws Exception {
        try (ScriptedStreams hub = ScriptedStreams.start(List.of(STREAM));
                com.launchdarkly.eventsource.EventSource source =
                        new com.launchdarkly.eventsource.EventSource.Builder(hub.uri()).build()) {
            assertThat(source.readMessage().getLastEventId()).isEqualTo("2");
            assertThatThrownBy(source::readMessage).isInstanceOf(StreamClosedByServerException.class);
        }
    }

    @Test
    void okHttpEventSourceForgetsIdsWithoutDataAndKeepsToRetryAndTriesAgainAfterAnyStatus() throws Exception {
        List<String> answers = new ArrayList<>();
        answers.add(stream("id: 1\nretry: 1\n\n"));
        answers.add(status(403));
        answers.add(status(503));
        answers.add(STREAM);
        try (ScriptedStreams hub = ScriptedStreams.start(answers);
                com.launchdarkly.eventsource.EventSource source = new com.launchdarkly.eventsource.EventSource.Builder(
                                hub.uri())
                        .errorStrategy(ErrorStrategy.alwaysContinue())
                        .build()) {
            assertThat(source.readMessage().getLastEventId()).isEqualTo("2");
            assertThat(source.getBaseRetryDelayMillis()).isEqualTo(1);
            assertThat(source.readMessage().getLastEventId()).isEqualTo("2");
            assertThat(hub.ids()).containsExactly("", "", "", "", "2");
        }
    }

    @Test
    void webClientHandsOnBlocksWithoutDataAndComments() {
        WebClient client = WebClient.create();
        try (ScriptedStreams hub = ScriptedStreams.start(List.of(STREAM, status(503)))) {
            List<ServerSentEvent<String>> blocks = blocks(client, hub);

            assertThat(blocks).extracting(ServerSentEvent::id).containsExactly("1", "2", "3", null);
            assertThat(blocks).extracting(ServerSentEvent::data).containsExactly(null, "x", null, null);
            assertThat(blocks.get(0).retry()).isEqualTo(Duration.ofMillis(1));
            assertThatThrownBy(() -> blocks(client, hub))
                    .isInstanceOf(WebClientResponseException.ServiceUnavailable.class);
        }
    }

    private static List<ServerSentEvent<String>> blocks(WebClient client, ScriptedStreams hub) {
        return client.get()
                .uri(hub.uri())
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .collectList()
                .block(Duration.ofSeconds(20));
    }
}
