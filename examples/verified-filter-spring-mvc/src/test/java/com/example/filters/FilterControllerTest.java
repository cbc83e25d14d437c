package com.example.filters;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.event.EventId;
import dev.tidings.spring.test.RecordedStream;
import dev.tidings.spring.test.TidingsRecorder;
import dev.tidings.spring.test.TidingsTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@TidingsTest
class FilterControllerTest {

    @Autowired
    private TidingsRecorder recorder;

    @Autowired
    private Emitter emitter;

    private EventId verify(String email) {
        return emitter.emit(new FilterVerified(email, true))
                .toCompletableFuture()
                .join();
    }

    @Test
    void annIsToldOfHerFilterAndOfNobodyElses() {
        RecordedStream ann = recorder.open("/sse?email=ann@example.com");

        verify("ann@example.com");
        EventId his = verify("bob@example.com");

        ann.expect("{\"isVerified\":true}").assertNothingUntil(his);
    }
}
