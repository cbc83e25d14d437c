package dev.tidings.cli.config;

import java.util.List;

/** A configuration with mistakes; every one that was found is told, each in a line that says where it is. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final String lines;

    ConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.lines = String.join("\n", problems);
    }

    /** At least one. */
    public List<String> problems() {
        return lines.lines().toList();
    }
}
