package peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The tutorials' way: a list of emitters, each compared with each event, which the publisher's own thread sends. */
@RestController
class EventController {

    private static final class Client {
        final String topic;
        final String lane;
        final SseEmitter emitter = new SseEmitter(0L); // no timeout

        Client(String topic, String lane) {
            this.topic = topic;
            this.lane = lane;
        }
    }

    private final List<Client> clients = new CopyOnWriteArrayList<>();

    @GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter sse(@RequestParam String topic, @RequestParam String lane) throws IOException {
        Client client = new Client(topic, lane);
        Runnable remove = () -> clients.remove(client);
        client.emitter.onCompletion(remove);
        client.emitter.onTimeout(remove);
        client.emitter.onError(failure -> remove.run());
        clients.add(client);
        // Kept by the emitter until the response is ready: its head leaves at once, and by then the client is in the list.
        client.emitter.send(SseEmitter.event().comment("subscribed"));
        return client.emitter;
    }

    @PostMapping("/events")
    void publish(@RequestBody PublishedEvent event) {
        for (Client client : clients) {
            if (event.isFor(client.topic, client.lane)) {
                try {
                    client.emitter.send(SseEmitter.event().data(event.data()));
                } catch (IOException | IllegalStateException gone) {
                    clients.remove(client);
                }
            }
        }
    }
}
