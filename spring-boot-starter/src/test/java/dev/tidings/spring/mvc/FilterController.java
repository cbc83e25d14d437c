package dev.tidings.spring.mvc;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.stream.SseStream;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class FilterController {

    private final Emitter emitter;

    FilterController(Emitter emitter) {
        this.emitter = emitter;
    }

    record SseQuery(@NotNull @Email String email) {}

    @GetMapping("/sse")
    SseStream sse(@Valid SseQuery query) {
        return verified(query.email());
    }

    private SseStream verified(String email) {
        return emitter.stream(FilterVerified.class).where("email", email);
    }

    @GetMapping(value = "/produces", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseStream produces(@Valid SseQuery query) {
        return verified(query.email());
    }

    @GetMapping("/state")
    SseStream state(@RequestParam String email) {
        return verified(email).startWith(() -> List.of("first", "second"));
    }

    @GetMapping("/entity")
    ResponseEntity<SseStream> entity(@RequestParam String email) {
        return email.isEmpty()
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok().header("X-Filter", email).body(verified(email));
    }

    @GetMapping("/later")
    Callable<SseStream> later(@RequestParam String email) {
        return () -> verified(email);
    }

    @GetMapping("/any")
    Object any(@RequestParam String email) {
        return verified(email);
    }

    @GetMapping("/none")
    @Nullable
    SseStream none() {
        return null;
    }

    @GetMapping("/fails")
    SseStream fails() {
        throw new IllegalStateException("no such thing");
    }

    @GetMapping("/broken-state")
    SseStream brokenState() {
        return verified("ann@example.com").startWith(() -> {
            throw new IllegalStateException("the database is away");
        });
    }
}
