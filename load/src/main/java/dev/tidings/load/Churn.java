package dev.tidings.load;

import io.netty.channel.EventLoop;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Connects and disconnects, each time with a filter that nobody has had before. Every other one leaves without a goodbye (a TCP
 * reset), as a machine does that loses power.
 */
record Churn(Setup setup, int count, int concurrent) implements Scenario {

    static Churn of(Arguments arguments) {
        Churn scenario =
                new Churn(Setup.of(arguments), arguments.number("count", 100_000), arguments.number("concurrent", 256));
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        HubProcess hub = setup.process();
        long before = hub.residentBytes();
        try (Loops loops = setup.openOneLoop()) {
            Turns turns = new Turns(loops, setup.target());
            Meter meter = Meter.start(hub);
            turns.begin();
            turns.await();
            Usage usage = meter.untilNow();
            Percentiles joining = Percentiles.of(turns.tally.joining);
            out.printf(
                    "streams       %,d in %.1f s, %,.0f/s%n",
                    turns.opened, usage.seconds(), usage.perSecond(turns.opened));
            out.printf("to open one   %s%n", joining);
            out.printf("loops busy    %s%n", Loops.shares(loops.busy()));
            if (hub.isKnown()) {
                out.printf(
                        "hub           %,d KiB resident before, %,d KiB after%n",
                        before >> 10, hub.residentBytes() >> 10);
            }
            if (turns.failed > 0) out.printf("FAILED        %,d: %s%n", turns.failed, turns.tally.trouble);
            json.put("opened", turns.opened)
                    .put("failed", turns.failed)
                    .put("seconds", usage.seconds())
                    .put("streamsPerSecond", usage.perSecond(turns.opened))
                    .put("cpuMicrosPerStream", usage.cpuMicrosPer(turns.opened))
                    .put("generatorCpuSeconds", usage.generatorCpuSeconds())
                    .put("joinMicros", joining.json())
                    .put("residentBytesBefore", before)
                    .put("residentBytes", hub.residentBytes())
                    .put("exact", turns.failed == 0)
                    .put("trouble", turns.tally.trouble);
            return turns.failed == 0;
        }
    }

    /** The streams, of which each that ends makes room for the next. Confined to one loop, but for the waiting. */
    private final class Turns {
        private final Dialer dialer;
        private final EventLoop loop;
        private final Target target;
        private final Tally tally = new Tally(new Deliveries(1), 0);
        private final CountDownLatch over = new CountDownLatch(count);
        private int begun;
        private long opened;
        private long failed;

        Turns(Loops loops, Target target) {
            this.dialer = new Dialer(loops, target);
            this.loop = loops.reader(0);
            this.target = target;
        }

        void begin() {
            loop.execute(() -> {
                for (int i = 0; i < concurrent; i++) next();
            });
        }

        void await() {
            // A stream that never opens would wait for ever; the hub answers within its own time limits.
            if (!Await.progress(Duration.ofSeconds(60), () -> count - over.getCount(), count)) {
                throw new IllegalStateException("no stream has opened or ended for 60 s, " + over.getCount() + " left");
            }
        }

        private void next() {
            if (begun == count) return;
            int number = begun++;
            Turn turn = new Turn(number % 2 == 1);
            turn.subscriber = new LoadSubscriber(target, number, number, tally, turn);
            dialer.subscribe(loop, turn.subscriber);
        }

        /** One stream. */
        private final class Turn implements Witness {
            private final boolean abruptly;
            private boolean open;
            private @Nullable LoadSubscriber subscriber;

            Turn(boolean abruptly) {
                this.abruptly = abruptly;
            }

            @Override
            public void opened() {
                open = true;
                if (subscriber != null) subscriber.leave(abruptly);
            }

            @Override
            public void ended() {
                Turns.this.ended(open);
            }
        }

        private void ended(boolean wasOpen) {
            if (wasOpen) opened++;
            else failed++;
            over.countDown();
            next();
        }
    }
}
