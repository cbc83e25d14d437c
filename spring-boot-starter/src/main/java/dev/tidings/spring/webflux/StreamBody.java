package dev.tidings.spring.webflux;

import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** What the server reads of a stream. For one subscriber. Any thread. */
final class StreamBody extends Flux<DataBuffer> implements Subscription {

    private final OpenStream stream;

    StreamBody(OpenStream stream) {
        this.stream = stream;
    }

    @Override
    public void subscribe(CoreSubscriber<? super DataBuffer> server) {
        server.onSubscribe(this);
        stream.begin(server);
    }

    @Override
    public void request(long pieces) {
        stream.requested(pieces);
    }

    @Override
    public void cancel() {
        stream.leave();
    }
}
