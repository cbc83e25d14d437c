package com.example.filters;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.stream.SseStream;
import jakarta.validation.Valid;
import java.util.concurrent.CompletionStage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Streams what concerns an e-mail, and verifies its filter. */
@RestController
class FilterController {

    private final Emitter emitter;

    FilterController(Emitter emitter) {
        this.emitter = emitter;
    }

    @GetMapping("/sse")
    SseStream sse(@Valid SseQuery query) {
        return emitter.stream(FilterVerified.class).where("email", query.email());
    }

    @PostMapping("/verify")
    CompletionStage<String> verify(@Valid SseQuery query) {
        return emitter.emit(new FilterVerified(query.email(), true)).thenApply(EventId::toString);
    }
}
