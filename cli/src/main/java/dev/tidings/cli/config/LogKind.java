package dev.tidings.cli.config;

/** Where events are retained. */
public enum LogKind {
    MEMORY("memory"),
    ROCKSDB("rocksdb");

    private final String word;

    LogKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
