package dev.tidings.probe;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The same for Spring MVC and for WebFlux. */
@RestController
class ProbeController {

    private static final String FAULT = "fault";

    private final Hub hub;
    private final Emitter emitter;

    ProbeController(Hub hub, Emitter emitter) {
        this.hub = hub;
        this.emitter = emitter;
    }

    /** What the load generator subscribes to. */
    @GetMapping("/subscribe/{lane}")
    SseStream lane(@PathVariable("lane") String lane) {
        return SseStream.of(hub, Filter.topic("load").where("lane", lane));
    }

    /** What the load generator publishes with. */
    @PostMapping("/publish/{lane}")
    Map<String, String> publish(@PathVariable("lane") String lane, @RequestBody String data) {
        hub.publish(Event.of("load", data).with("lane", lane));
        return Map.of();
    }

    /** Fails on an event whose text says so. */
    @GetMapping("/probe/room")
    SseStream room(@RequestParam("room") String room) {
        return emitter.stream(Probed.class).where("room", room).map(ProbeController::text);
    }

    private static String text(Probed event) {
        if (event.text().equals(FAULT)) {
            throw new IllegalStateException("a fault of the application, on purpose");
        }
        return event.text();
    }

    @PostMapping("/probe/burst")
    Map<String, String> burst(
            @RequestParam("room") String room, @RequestParam("events") int events, @RequestParam("bytes") int bytes) {
        for (int i = 0; i < events; i++) {
            emitter.emit(new Probed(room, i + "x".repeat(bytes)));
        }
        return Map.of();
    }

    @PostMapping("/probe/emit")
    Map<String, String> emit(@RequestParam("room") String room, @RequestParam("text") String text) {
        emitter.emit(new Probed(room, text));
        return Map.of();
    }

    @GetMapping("/probe/holdings")
    Holdings holdings(@RequestParam("collected") boolean collected) {
        return Holdings.of(hub, emitter, collected);
    }
}
