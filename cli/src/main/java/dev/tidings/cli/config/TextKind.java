package dev.tidings.cli.config;

/** Any text but none. */
record TextKind(String expectation) implements Kind<String> {
    @Override
    public String parse(String text) {
        if (text.isBlank()) {
            throw refuse(text);
        }
        return text.strip();
    }

    @Override
    public String format(String value) {
        return value;
    }
}
