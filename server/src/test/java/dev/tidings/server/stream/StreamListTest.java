package dev.tidings.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.shard.EventField;
import dev.tidings.server.metrics.LoopCounts;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The list of open streams holds exactly those that were added and not removed. */
class StreamListTest {

    @Test
    void addsAndRemovesInAnyOrder() {
        long seed = System.nanoTime();
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        EmbeddedChannel channel = new EmbeddedChannel();
        WireEncoding encoding = new PlainEncoding(EventField.TYPE, true);
        StreamList list = new StreamList(new LoopCounts());
        List<StreamSubscriber> model = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            if (model.isEmpty() || random.nextInt(100) < 52) {
                StreamSubscriber stream =
                        new ConnectionStream(channel, ConnectionStreamTest.terms(encoding, Pass.NONE));
                list.add(stream);
                model.add(stream);
            } else {
                StreamSubscriber stream = model.remove(random.nextInt(model.size()));
                list.remove(stream);
                list.remove(stream);
            }
            assertThat(list.size()).isEqualTo(model.size());
        }
        List<StreamSubscriber> left = new ArrayList<>();
        for (StreamSubscriber stream = list.first(); stream != null; stream = list.first()) {
            left.add(stream);
            list.remove(stream);
        }
        assertThat(left).containsExactlyInAnyOrderElementsOf(model);
        assertThat(list.size()).isZero();
    }
}
