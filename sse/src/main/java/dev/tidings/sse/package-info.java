/**
 * The {@code text/event-stream} codec, both directions.
 *
 * <p>Implements the <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard, chapter
 * 9.2</a>, to the letter: {@link dev.tidings.sse.SseEncoder} writes what 9.2.5 (<i>Parsing an event stream</i>) calls
 * events, {@link dev.tidings.sse.EventDecoder} is 9.2.6 (<i>Interpreting an event stream</i>). Bytes become text as the
 * <a href="https://encoding.spec.whatwg.org/#utf-8-decode">Encoding standard's UTF-8 decode</a> says.
 *
 * <p>Knows no connection, no clock and no thread: bytes go in, messages come out, and back.
 */
@NullMarked
package dev.tidings.sse;

import org.jspecify.annotations.NullMarked;
