package dev.tidings.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What stands on a command line as {@code name=value}. */
record Pair(String name, String value) {

    /** Of a whole argument; the value begins behind the first equals sign. */
    static final class Converter implements ITypeConverter<Pair> {
        @Override
        public Pair convert(String text) {
            int end = text.indexOf('=');
            if (end < 1) {
                throw new TypeConversionException("'" + text + "' (expected: name=value)");
            }
            return new Pair(text.substring(0, end), text.substring(end + 1));
        }
    }
}
