package dev.tidings.spring.doc;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.event.EventId;
import dev.tidings.spring.doc.SpringDocTest.FilterVerified;
import dev.tidings.spring.test.RecordedStream;
import dev.tidings.spring.test.TidingsRecorder;
import dev.tidings.spring.test.TidingsTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/* What docs/spring.md shows of tests, of the application that it shows. */
@TidingsTest
class FilterControllerTest {

    @Autowired
    TidingsRecorder recorder;

    @Autowired
    Emitter emitter;

    @Test
    void everybodyGetsTheirOwn() {
        RecordedStream ann = recorder.open("/sse?email=ann@example.com");

        emitter.emit(new FilterVerified("ann@example.com", true));
        ann.expect("{\"isVerified\":true}");

        EventId bobs = emitter.emit(new FilterVerified("bob@example.com", true))
                .toCompletableFuture()
                .join();
        ann.assertNothingUntil(bobs);
    }
}
