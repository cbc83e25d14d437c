/**
 * The {@code EventSource} of the <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard,
 * chapter 9.2</a>, for Java: it connects, follows redirects, comes back with the last id when the connection is lost, and hands
 * messages to listeners or to whoever asks for the next one.
 * <p>
 * Needs the JDK's HTTP client and {@code dev.tidings.sse}, nothing else; holds no thread for a connection.
 */
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
