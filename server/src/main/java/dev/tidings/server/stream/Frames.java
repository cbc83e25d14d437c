package dev.tidings.server.stream;

import io.netty.buffer.ByteBuf;

/**
 * Bytes on their way to subscribers, and how many events they hold. Whoever was given it by an encoding owns one reference.
 *
 * @param bytes framed for the wire; written as retained duplicates, never changed
 * @param events for the count that is logged when a stream ends
 */
record Frames(ByteBuf bytes, int events) {}
