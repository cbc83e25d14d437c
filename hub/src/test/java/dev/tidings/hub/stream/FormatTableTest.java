package dev.tidings.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.shard.EventField;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** Streams with equal formats share an encoding, as long as there is one. */
class FormatTableTest {

    private final FormatTable<BlockEncoding> table = new FormatTable<>(BlockEncoding::new);

    @Test
    void equalFormatsHaveOneEncoding() {
        BlockEncoding first = table.of(new PublishedFormat(EventField.TYPE));

        assertThat(table.of(new PublishedFormat(EventField.TYPE))).isSameAs(first);
        assertThat(table.of(new PublishedFormat(EventField.TOPIC))).isNotSameAs(first);
    }

    @Test
    void nothingIsLeftOfAFormatThatNobodyUses() {
        WeakReference<BlockEncoding> unused = new WeakReference<>(table.of(new PublishedFormat(EventField.TYPE)));

        while (unused.get() != null || table.size() > 0) {
            System.gc();
        }

        assertThat(table.of(new PublishedFormat(EventField.TYPE))).isNotNull();
    }
}
