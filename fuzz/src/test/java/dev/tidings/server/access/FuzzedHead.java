package dev.tidings.server.access;

import dev.tidings.server.http.RequestHead;
import java.util.List;

/** A request of nothing but header fields, each a line. */
record FuzzedHead(List<String> lines) implements RequestHead {

    static FuzzedHead of(String text) {
        return new FuzzedHead(text.lines().filter(line -> line.indexOf(':') > 0).toList());
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean isHttp10() {
        return false;
    }

    @Override
    public Iterable<String> names() {
        return lines.stream().map(FuzzedHead::name).toList();
    }

    @Override
    public List<String> values(CharSequence name) {
        return lines.stream()
                .filter(line -> name(line).equalsIgnoreCase(name.toString()))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .toList();
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':'));
    }
}
