package dev.tidings.probe;

import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Topic;

/** An event of the tests. */
@Topic("probe")
record Probed(@Attribute String room, String text) {}
