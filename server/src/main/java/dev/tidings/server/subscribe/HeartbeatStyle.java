package dev.tidings.server.subscribe;

/** What an endpoint sends as a sign of life. */
public enum HeartbeatStyle {
    /** An {@code id:} block without data where the position has advanced, so that an idle client's cursor keeps up; else a comment. */
    ID,
    /** Always a comment, for clients that report a block without data as a message. */
    COMMENT
}
