package dev.tidings.server.subscribe;

/** How an endpoint treats a reader that falls behind. */
public enum WhenBehind {
    /** It reads what it missed from the log, at its own pace. */
    REPLAY
}
