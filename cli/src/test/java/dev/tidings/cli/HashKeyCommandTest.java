package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.access.ApiKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HashKeyCommandTest {

    @Test
    void aKeyIsNewEachTimeAndStandsBesideItsHash() {
        List<String> first = Output.of(Map.of(), "hash-key").out().lines().toList();
        List<String> second = Output.of(Map.of(), "hash-key").out().lines().toList();

        assertThat(first).hasSize(2);
        String key = first.get(0).replaceFirst("^key: +", "");
        assertThat(key).matches("tk_[A-Za-z0-9_-]{43}");
        assertThat(first.get(1)).isEqualTo("hash: " + ApiKey.hash(key));
        assertThat(second).doesNotContainAnyElementsOf(first);
    }
}
