package dev.tidings.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/** A value, or a word that stands for none. */
record OrWordKind<T>(Kind<T> kind, String word) implements Kind<Optional<T>> {
    @Override
    public Optional<T> parse(String text) {
        return text.strip().equals(word) ? Optional.empty() : Optional.of(kind.parse(text));
    }

    @Override
    public String format(Optional<T> value) {
        return value.map(kind::format).orElse(word);
    }

    @Override
    public Optional<T> inFile(Optional<T> value, Path folder) {
        return value.map(path -> kind.inFile(path, folder));
    }

    @Override
    public String expectation() {
        return kind.expectation() + ", or " + word;
    }
}
