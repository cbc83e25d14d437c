package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads what the system says, and does without. */
class FileLimitTest {

    private static int parse(String line) {
        return FileLimit.parse(
                List.of("Limit                     Soft Limit           Hard Limit           Units", line));
    }

    @Test
    void takesTheSoftLimit() {
        assertThat(parse("Max open files            20000                1048576              files     "))
                .isEqualTo(20_000);
    }

    @Test
    void unlimitedIsAsMuchAsCanBeCounted() {
        assertThat(parse("Max open files            unlimited            unlimited            files     "))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(parse("Max open files            9999999999           9999999999           files     "))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void assumesLittleWhereNothingIsSaid() {
        assertThat(parse("Max processes             127237               127237               processes"))
                .isEqualTo(1024);
    }
}
