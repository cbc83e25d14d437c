package dev.tidings.spring.event;

import dev.tidings.emitter.Topic;
import org.springframework.context.PayloadApplicationEvent;

/** Which events of an application are the hub's, too. */
final class TopicEvents {

    private TopicEvents() {}

    static boolean isOne(PayloadApplicationEvent<?> event) {
        return event.getPayload().getClass().isAnnotationPresent(Topic.class);
    }
}
