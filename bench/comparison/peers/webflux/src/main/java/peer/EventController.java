package peer;

import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The tutorials' way: one hot sink, and for each client a filter that compares each event with its query parameter. */
@RestController
class EventController {

    private static final Sinks.EmitFailureHandler RETRY_IF_CONCURRENT =
            Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(10));

    private final Sinks.Many<PublishedEvent> sink = Sinks.many().multicast().directBestEffort();

    /*
     * A direct sink drops what a client has not asked for, and Reactor Netty asks for at most 128 at a time: the buffer is what lets
     * every event arrive. It has no bound, as onBackpressureBuffer() has none. (A sink with a buffer of its own,
     * multicast().onBackpressureBuffer(), would let the slowest client hold up all others.)
     */
    @GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> sse(@RequestParam String topic, @RequestParam String lane) {
        return sink.asFlux()
                .filter(event -> event.isFor(topic, lane))
                .map(event -> ServerSentEvent.builder(event.data()).build())
                .onBackpressureBuffer()
                // Subscribes to the sink first, then sends the comment, with which the response's head leaves.
                .mergeWith(Mono.just(ServerSentEvent.<String>builder().comment("subscribed").build()));
    }

    @PostMapping("/events")
    Mono<Void> publish(@RequestBody PublishedEvent event) {
        sink.emitNext(event, RETRY_IF_CONCURRENT);
        return Mono.empty();
    }
}
