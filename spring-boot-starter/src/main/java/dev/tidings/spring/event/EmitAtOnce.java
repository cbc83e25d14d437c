package dev.tidings.spring.event;

import dev.tidings.emitter.Emitter;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Emits what the application publishes, where there are no transactions. */
final class EmitAtOnce implements ApplicationListener<PayloadApplicationEvent<?>> {

    private final Emitter emitter;

    EmitAtOnce(Emitter emitter) {
        this.emitter = emitter;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<?> event) {
        if (TopicEvents.isOne(event)) {
            emitter.emit(event.getPayload());
        }
    }
}
