package dev.tidings.load;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Connects and disconnects, each time with a filter that nobody has had before. Every other one leaves without a goodbye (a TCP
 * reset), as a machine does that loses power.
 */
record Churn(URI hub, int count, int concurrent, long hubPid) {

    static Churn of(Arguments arguments) {
        Churn scenario = new Churn(
                arguments.hub(),
                arguments.number("count", 100_000),
                arguments.number("concurrent", 256),
                arguments.longNumber("pid", 0));
        arguments.requireAllKnown();
        return scenario;
    }

    /** Whether every stream opened. */
    boolean run(PrintStream out) {
        HubProcess process = hubPid == 0 ? null : new HubProcess(hubPid);
        long before = process == null ? 0 : process.residentBytes();
        try (Loops loops = new Loops(1)) {
            Turns turns = new Turns(loops.reader(0), Target.of(hub));
            long start = System.nanoTime();
            turns.begin();
            turns.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf("streams       %,d in %.1f s, %,.0f/s%n", turns.opened, seconds, turns.opened / seconds);
            out.printf("to open one   %s%n", Percentiles.of(turns.tally.joining));
            out.printf("loops busy    %.0f %%%n", loops.busy().get(0) * 100);
            if (process != null) {
                out.printf(
                        "hub           %,d KiB resident before, %,d KiB after%n",
                        before >> 10, process.residentBytes() >> 10);
            }
            if (turns.failed > 0) out.printf("FAILED        %,d: %s%n", turns.failed, turns.tally.trouble);
            return turns.failed == 0;
        }
    }

    /** The streams, of which each that ends makes room for the next. Confined to one loop, but for the waiting. */
    private final class Turns {
        private final EventLoop loop;
        private final Target target;
        private final Tally tally = new Tally();
        private final CountDownLatch over = new CountDownLatch(count);
        private int begun;
        private long opened;
        private long failed;

        Turns(EventLoop loop, Target target) {
            this.loop = loop;
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
            boolean[] open = {false};
            LoadSubscriber[] self = {null};
            self[0] = new LoadSubscriber(target, number, tally, () -> {
                open[0] = true;
                self[0].leave(number % 2 == 1);
            });
            Loops.bootstrap(loop)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(self[0]);
                            channel.closeFuture().addListener(closed -> ended(open[0]));
                        }
                    })
                    .connect(target.address())
                    .addListener(connecting -> {
                        if (!connecting.isSuccess()) tally.trouble = String.valueOf(connecting.cause());
                    });
        }

        private void ended(boolean wasOpen) {
            if (wasOpen) opened++;
            else failed++;
            over.countDown();
            next();
        }
    }
}
