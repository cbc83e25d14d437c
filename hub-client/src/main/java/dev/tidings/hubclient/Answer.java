package dev.tidings.hubclient;

import dev.tidings.hub.event.EventId;
import java.time.Duration;
import java.util.List;

/** What came of one request. */
sealed interface Answer {

    /** The ids of all its events, in order. */
    record Published(List<EventId> ids) implements Answer {}

    /**
     * Nothing was published by this request, and nothing would be by the same again.
     *
     * @param status 300-499
     * @param line which line of the body is at fault, from 1; 0 if it is none in particular
     */
    record Refused(int status, String detail, int line) implements Answer {}

    /**
     * The same again may fare better.
     *
     * @param mayBePublished whether this request may have published it
     * @param after the pause that the hub asks for; zero if it does not
     */
    record NotNow(String why, boolean mayBePublished, Duration after) implements Answer {}
}
