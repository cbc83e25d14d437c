package dev.tidings.examples.clients;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamException;
import com.launchdarkly.eventsource.StreamHttpErrorException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Follows a stream with LaunchDarkly's okhttp-eventsource. */
public final class OkHttpEventSourceFollower {

    private OkHttpEventSourceFollower() {}

    /** Takes the URL of a stream. */
    public static void main(String[] args) throws StreamException {
        ConnectStrategy hub = ConnectStrategy.http(URI.create(args[0]))
                // Three heartbeats, instead of five minutes.
                .readTimeout(45, TimeUnit.SECONDS)
                .clientBuilderActions(client -> client.addInterceptor(new FirstId()));
        try (EventSource source =
                new EventSource.Builder(hub).errorStrategy(new UnlessRefused()).build()) {
            while (true) {
                MessageEvent event = source.readMessage();
                System.out.println(event.getLastEventId() + " " + event.getEventName() + " " + event.getData());
            }
        }
    }

    /** Without a strategy it ends with the first connection that is cut off. */
    private static final class UnlessRefused extends ErrorStrategy {

        @Override
        public Result apply(StreamException failure) {
            boolean refused = failure instanceof StreamHttpErrorException answer
                    && answer.getCode() < 500
                    && answer.getCode() != 408
                    && answer.getCode() != 429;
            return new Result(refused ? Action.THROW : Action.CONTINUE, this);
        }
    }
}
