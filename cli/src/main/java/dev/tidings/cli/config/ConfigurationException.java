package dev.tidings.cli.config;

import java.util.List;

/** A configuration with mistakes; every one that was found is told, each in a line that says where it is. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final String lines;

    ConfigurationException(List<String> problems) {
        super(String.join("; ", oneLineEach(problems)));
        this.lines = String.join("\n", oneLineEach(problems));
    }

    private static List<String> oneLineEach(List<String> problems) {
        return problems.stream().map(ConfigurationException::oneLine).toList();
    }

    /** A problem quotes what a file says: what would end a line there, or steer a terminal, is shown as its code. */
    private static String oneLine(String problem) {
        StringBuilder line = new StringBuilder(problem.length());
        for (int i = 0; i < problem.length(); i++) {
            char c = problem.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (Character.isISOControl(c)) {
                line.append("\\u%04x".formatted((int) c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    /** At least one. */
    public List<String> problems() {
        return lines.lines().toList();
    }
}
