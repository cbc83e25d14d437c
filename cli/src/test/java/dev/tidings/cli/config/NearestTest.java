package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> KNOWN = List.of("host", "port", "transport", "eventLoops");

    @Test
    void aTypingErrorFindsTheWordThatWasMeant() {
        assertThat(Nearest.to("prot", KNOWN)).contains("port");
        assertThat(Nearest.to("hsot", KNOWN)).contains("host");
        assertThat(Nearest.to("eventloops", KNOWN)).contains("eventLoops");
        assertThat(Nearest.to("tansport", KNOWN)).contains("transport");
    }

    @Test
    void anotherWordFindsNothing() {
        assertThat(Nearest.to("certificate", KNOWN)).isEmpty();
    }

    @Test
    void aSwapOfNeighboursIsOneEdit() {
        assertThat(Nearest.edits("ab", "ba")).isEqualTo(1);
        assertThat(Nearest.edits("", "abc")).isEqualTo(3);
        assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    }
}
