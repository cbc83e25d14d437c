package dev.tidings.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file or folder. */
record PathKind(String expectation) implements Kind<Path> {
    @Override
    public Path parse(String text) {
        if (text.isBlank()) {
            throw refuse(text);
        }
        try {
            return Path.of(text.strip());
        } catch (InvalidPathException e) {
            throw refuse(text);
        }
    }

    @Override
    public Path inFile(Path value, Path folder) {
        return folder.resolve(value).normalize();
    }

    @Override
    public String format(Path value) {
        return value.toString();
    }
}
