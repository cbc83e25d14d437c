package dev.tidings.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is read chunk by chunk, and not before somebody asks for one: what nobody asks for stays in the
 * socket. The response is there with its head, not with the end of its body.
 * <p>
 * Any thread.
 */
final class StreamBody implements BodySubscriber<StreamBody> {

    /** Gets one chunk for each time it was asked for, then the end. One call at a time. */
    interface Reader {
        void chunk(List<ByteBuffer> chunk);

        /** @param failure null if the body is complete */
        void end(@Nullable Throwable failure);
    }

    private final CompletableFuture<StreamBody> begun = new CompletableFuture<>();

    // Guarded by this: who reads comes with the head, on one thread, what is read on another.
    private Flow.@Nullable Subscription subscription;
    private @Nullable Reader reader;
    private boolean asked;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Throwable failure;

    /** Says who reads. Nothing comes unless {@link #more} was called, but for the end. */
    void readBy(Reader newReader) {
        boolean endedEarlier;
        boolean askedEarlier;
        synchronized (this) {
            reader = newReader;
            endedEarlier = ended;
            askedEarlier = asked;
        }
        if (endedEarlier) {
            newReader.end(failure);
        } else if (askedEarlier) {
            more();
        }
    }

    /** Asks for one more chunk. */
    void more() {
        Flow.Subscription source;
        synchronized (this) {
            asked = true;
            source = reader == null ? null : subscription;
        }
        if (source != null) {
            source.request(1);
        }
    }

    /** Ends the connection, or its part of it. */
    void cancel() {
        Flow.Subscription ending;
        synchronized (this) {
            cancelled = true;
            ending = subscription;
        }
        if (ending != null) {
            ending.cancel();
        }
    }

    @Override
    public CompletionStage<StreamBody> getBody() {
        return begun;
    }

    @Override
    public void onSubscribe(Flow.Subscription ofBody) {
        boolean unwanted;
        synchronized (this) {
            unwanted = cancelled;
            subscription = ofBody;
        }
        if (unwanted) {
            ofBody.cancel();
        }
        begun.complete(this);
    }

    @Override
    public void onNext(List<ByteBuffer> chunk) {
        Reader asking;
        synchronized (this) {
            asking = reader;
        }
        if (asking != null) {
            asking.chunk(chunk);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(thrown);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable thrown) {
        Reader told;
        synchronized (this) {
            ended = true;
            failure = thrown;
            told = reader;
        }
        begun.complete(this);
        if (told != null) {
            told.end(thrown);
        }
    }
}
