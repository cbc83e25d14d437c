package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} said: every line is one that Prometheus takes. */
final class Scrape {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(\\{" + LABEL + "(?:," + LABEL + ")*,?\\})? (\\S+)");
    private static final Pattern HELP = Pattern.compile("# HELP " + NAME + " .*");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Set<String> families = new TreeSet<>();

    Scrape(String text) {
        assertThat(text).endsWith("\n");
        text.lines().forEach(this::read);
    }

    /** Asks a hub on a port of its own, or one without access. */
    static Scrape of(int port) {
        try (RawClient client = RawClient.connect(port).send(Protocol.HTTP_1_1.get("/metrics"))) {
            RawClient.Response response = client.readResponse();
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            assertThat(response.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            return new Scrape(response.body());
        }
    }

    private void read(String line) {
        Matcher type = TYPE.matcher(line);
        if (type.matches()) {
            assertThat(families.add(type.group(1))).as("once: " + line).isTrue();
            return;
        }
        if (HELP.matcher(line).matches()) {
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String labels = sample.group(2) == null ? "" : sample.group(2);
        Double before = samples.put(sample.group(1) + labels, number(sample.group(3)));
        assertThat(before).as("once: " + line).isNull();
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The families of the hub, as they are documented. */
    Set<String> ofTidings() {
        Set<String> names = new TreeSet<>(families);
        names.removeIf(name -> !name.startsWith("tidings_"));
        return names;
    }

    Set<String> families() {
        return families;
    }

    /** The labels of a family that a sample is told by, as they were written. */
    Map<String, Double> samples() {
        return samples;
    }

    /** @param sample as in {@code tidings_gaps_total{reason="lost"}} */
    double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    /** What a bound has in use. */
    double used(String bound) {
        return value("tidings_bound_used{bound=\"" + bound + "\"}");
    }

    double limit(String bound) {
        return value("tidings_bound_limit{bound=\"" + bound + "\"}");
    }
}
