package dev.tidings.hub.shard;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Looks at each member that a shard has at one moment, in slices: its event loop has other work between two of them. Who leaves
 * meanwhile is left out, who joins meanwhile is not looked at.
 * <p>
 * Confined to the shard's event loop.
 */
final class RollCall {

    /** The clock is read once in so many looks: a look costs little more than that. */
    private static final int LOOKS_PER_LOOK_AT_THE_CLOCK = 32;

    private final Shard shard;
    private final Slice slice;
    private final Predicate<? super Member<?>> look;
    private final CompletableFuture<Integer> counted = new CompletableFuture<>();
    private Member<?>[] members = {};
    private int next;
    private int count;

    /** @param look says whether the member counts; may end it */
    RollCall(Shard shard, Slice slice, Predicate<? super Member<?>> look) {
        this.shard = shard;
        this.slice = slice;
        this.look = look;
    }

    /** Begins with those who are there now. */
    void begin() {
        members = shard.members().toArray(Member<?>[]::new);
        go();
    }

    private void go() {
        slice.begin();
        try {
            while (next < members.length) {
                Member<?> member = members[next++];
                if (member.state != Member.State.ENDED && look.test(member)) {
                    count++;
                }
                if (next % LOOKS_PER_LOOK_AT_THE_CLOCK == 0 && slice.timeIsOver()) {
                    shard.executeRest(this::go);
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            counted.completeExceptionally(e);
            return;
        }
        members = new Member<?>[0];
        counted.complete(count);
    }

    /** How many counted. */
    CompletableFuture<Integer> counted() {
        return counted;
    }
}
