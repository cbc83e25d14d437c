package dev.tidings.spring.webflux;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
class StreamController {

    private final Hub hub;
    volatile String supplierThread = "";
    final Semaphore supplierEntered = new Semaphore(0);
    final Semaphore supplierMayReturn = new Semaphore(0);

    StreamController(Hub hub) {
        this.hub = hub;
    }

    record SseQuery(@NotNull @Email String email) {}

    @GetMapping("/sse")
    SseStream sse(@Valid SseQuery query) {
        return of(query.email());
    }

    private SseStream of(String email) {
        return SseStream.of(hub, Filter.topic("mail").where("email", email));
    }

    @GetMapping("/later")
    Mono<SseStream> later(@RequestParam String email) {
        return Mono.fromSupplier(() -> of(email)).subscribeOn(Schedulers.parallel());
    }

    @GetMapping("/entity")
    Mono<ResponseEntity<SseStream>> entity(@RequestParam String email) {
        return Mono.just(ResponseEntity.ok().header("X-Of", "the controller").body(of(email)));
    }

    @GetMapping("/none")
    Mono<SseStream> none() {
        return Mono.empty();
    }

    @GetMapping("/fails")
    Mono<SseStream> fails() {
        return Mono.error(new IllegalStateException("no such thing"));
    }

    @GetMapping("/state")
    SseStream state(@RequestParam String email) {
        return SseStream.of(
                        hub,
                        dev.tidings.hub.event.Subscription.of(
                                Filter.topic("mail").where("email", email)))
                .startWith(() -> {
                    supplierThread = Thread.currentThread().getName();
                    return List.of("first", "second");
                });
    }

    @GetMapping("/slow-state")
    SseStream slowState() {
        return of("ann@example.com").startWith(() -> {
            supplierEntered.release();
            supplierMayReturn.acquireUninterruptibly();
            return "state";
        });
    }

    @GetMapping("/broken-state")
    SseStream brokenState() {
        return of("ann@example.com").startWith(() -> {
            throw new IllegalStateException("the database is away");
        });
    }
}
