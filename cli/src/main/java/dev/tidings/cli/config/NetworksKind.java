package dev.tidings.cli.config;

import dev.tidings.server.limit.Proxies;
import java.util.Arrays;
import java.util.List;

/** Networks, with commas between them. */
record NetworksKind() implements Kind<List<String>> {

    private static final String NONE = "none";

    @Override
    public List<String> parse(String text) {
        if (text.strip().equals(NONE)) {
            return List.of();
        }
        List<String> networks =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        try {
            Proxies.trusted(networks, "");
        } catch (IllegalArgumentException malformed) {
            throw refuse(text);
        }
        return networks;
    }

    @Override
    public String format(List<String> value) {
        return value.isEmpty() ? NONE : String.join(", ", value);
    }

    @Override
    public String expectation() {
        return "networks as in 10.0.0.0/8, fd00::/8, or addresses, or none";
    }
}
