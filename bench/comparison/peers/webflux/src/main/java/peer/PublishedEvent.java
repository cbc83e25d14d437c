package peer;

import java.util.Map;

record PublishedEvent(String topic, Map<String, String> attributes, String data) {

    boolean isFor(String wantedTopic, String wantedLane) {
        return topic.equals(wantedTopic) && wantedLane.equals(attributes.get("lane"));
    }
}
