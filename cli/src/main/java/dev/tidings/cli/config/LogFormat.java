package dev.tidings.cli.config;

/** How log lines look. */
public enum LogFormat {
    TEXT("text"),
    JSON("json");

    private final String word;

    LogFormat(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
