package dev.tidings.examples.clients;

import java.net.URI;
import java.time.Duration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Follows a stream with Spring's WebClient, which makes one connection: coming back, and with which id, is left to its user. */
public final class WebClientFollower {

    /** 1 MiB: an event may have more than the 256 KiB that WebClient takes otherwise. */
    private static final int MAX_EVENT_BYTES = 1 << 20;

    /** 45 s, three heartbeats: without a block for so long the connection is dead. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final WebClient client = WebClient.builder()
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_EVENT_BYTES))
            .build();
    private final URI url;

    // One connection at a time: each is done with them before the next one begins.
    private String lastEventId = "";
    private Duration pause = Duration.ofSeconds(2);

    private WebClientFollower(URI url) {
        this.url = url;
    }

    /** Takes the URL of a stream. */
    public static void main(String[] args) {
        // As a URI: the percent signs of a text would be escaped once more.
        new WebClientFollower(URI.create(args[0])).events().blockLast();
    }

    private Flux<ServerSentEvent<String>> events() {
        return Flux.defer(this::connect)
                .doOnNext(this::take)
                .repeatWhen(ends -> ends.concatMap(end -> Mono.delay(pause)))
                .retryWhen(Retry.from(failures -> failures.concatMap(signal ->
                        isRefusal(signal.failure()) ? Mono.<Long>error(signal.failure()) : Mono.delay(pause))));
    }

    private Flux<ServerSentEvent<String>> connect() {
        return client.get()
                .uri(url)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    if (!lastEventId.isEmpty()) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .timeout(SILENCE);
    }

    private void take(ServerSentEvent<String> block) {
        // Blocks without data and comments come as well.
        if (block.data() != null) {
            String type = block.event() == null ? "message" : block.event();
            System.out.println(block.id() + " " + type + " " + block.data());
        }
        if (block.id() != null) {
            lastEventId = block.id();
        }
        if (block.retry() != null) {
            pause = block.retry();
        }
    }

    private static boolean isRefusal(Throwable failure) {
        if (failure instanceof WebClientResponseException answer) {
            HttpStatusCode status = answer.getStatusCode();
            return status.is4xxClientError() && status.value() != 408 && status.value() != 429;
        }
        return false;
    }
}
