/**
 * What is published and what is asked for: events, topics, filters, subscriptions, ids. Immutable values, safe for any
 * thread; they know nothing of logs, shards or transports.
 */
@NullMarked
package dev.tidings.hub.event;

import org.jspecify.annotations.NullMarked;
