package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is called with what, how often, and in which order. */
class ListenersTest {

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;

    @AfterEach
    void close() {
        assertThat(fixture.failures).isEmpty();
        fixture.close();
    }

    @Topic("filter.removed")
    record FilterRemoved(@Attribute String email) {}

    @Topic("chat.room.message.sent")
    record MessageSent(String text) {}

    @Test
    void onHearsEachEventOfItsTypeUntilItIsOff() {
        Listening listening = emitter.on(FilterVerified.class, fixture::hear);
        fixture.emit(of("ann"));
        fixture.emit(new FilterRemoved("bob"));
        fixture.emit(of("cid"));
        listening.off();
        fixture.emit(of("dan"));

        assertThat(fixture.heard()).containsExactly(of("ann"), of("cid"));
        assertThat(listening.isOn()).isFalse();
        assertThat(emitter.listeners()).isZero();
    }

    @Test
    void theVeryObjectThatWasEmittedIsHeard() {
        FilterVerified ann = of("ann");
        emitter.on(FilterVerified.class, fixture::hear);
        fixture.emit(ann);

        assertThat(fixture.heard().get(0)).isSameAs(ann);
    }

    @Test
    void theEndOfAnEmitComesAfterItsListenersAndKnowsTheId() {
        List<Object> ids = new ArrayList<>();
        emitter.onAny(emitted -> ids.add(emitted.id()));

        assertThat(ids).isEmpty();
        assertThat(ids).containsExactly(fixture.emit(of("ann")));
        assertThat(fixture.hub.head()).isEqualTo(ids.get(0));
    }

    @Test
    void onceAndManyAreCalledThatOftenAndGone() {
        emitter.once(FilterVerified.class, event -> fixture.hear("once " + event.email()));
        Listening many = emitter.many(FilterVerified.class, 2, event -> fixture.hear("many " + event.email()));
        for (String email : List.of("ann", "bob", "cid")) {
            fixture.emit(of(email));
        }

        assertThat(fixture.heard()).containsExactly("once ann", "many ann", "many bob");
        assertThat(many.isOn()).isFalse();
        assertThat(emitter.listeners()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.many(FilterVerified.class, 0, event -> {}))
                .withMessage("times: 0 (expected: >= 1)");
    }

    @Test
    void onceThatEmitsTheSameAgainIsNotCalledAgain() {
        emitter.once(FilterVerified.class, event -> {
            fixture.hear(event);
            emitter.emit(of("bob")).toCompletableFuture().join();
        });
        fixture.emit(of("ann"));

        assertThat(fixture.heard()).containsExactly(of("ann"));
    }

    @Test
    void patternsHearWhatTheyMatchAndAreToldTheTopic() {
        for (String pattern : List.of("filter.*", "*.verified", "**", "**.sent", "chat.**", "chat.*", "nothing.**")) {
            emitter.on(pattern, emitted -> fixture.hear(pattern + ": " + emitted.topic()));
        }
        fixture.emit(of("ann"));
        fixture.emit(new MessageSent("hi"));

        assertThat(fixture.heard())
                .containsExactly(
                        "filter.*: filter.verified",
                        "*.verified: filter.verified",
                        "**: filter.verified",
                        "**: chat.room.message.sent",
                        "**.sent: chat.room.message.sent",
                        "chat.**: chat.room.message.sent");
        assertThat(emitter.listeners(MessageSent.class)).isEqualTo(3);
    }

    @Test
    void aPatternHearsTypesThatAreEmittedForTheFirstTimeAfterwards() {
        emitter.onAny(emitted -> fixture.hear(emitted.value()));
        fixture.emit(new FilterRemoved("ann"));

        assertThat(fixture.heard()).containsExactly(new FilterRemoved("ann"));
    }

    @Test
    void listenersAreCalledInTheOrderInWhichTheyCameThoseThatWantToBeFirstBeforeThem() {
        emitter.onAny(any -> fixture.hear("2 any"));
        emitter.on(FilterVerified.class, event -> fixture.hear("3 type"));
        emitter.listening("filter.*").first().call(any -> fixture.hear("1 first"));
        emitter.listening(FilterVerified.class).first().times(1).call(event -> fixture.hear("0 first of all, once"));
        fixture.emit(of("ann"));

        assertThat(fixture.heard()).containsExactly("0 first of all, once", "1 first", "2 any", "3 type");
    }

    @Test
    void aFilterIsAskedBeforeATimeIsUsed() {
        emitter.listening(FilterVerified.class)
                .where(event -> event.email().equals("bob"))
                .where(FilterVerified::isVerified)
                .times(1)
                .call(fixture::hear);
        fixture.emit(of("ann"));
        fixture.emit(new FilterVerified("bob", false));
        fixture.emit(of("bob"));
        fixture.emit(of("bob"));

        assertThat(fixture.heard()).containsExactly(of("bob"));
    }

    @Test
    void aListenerMayRemoveItselfAndOthersWhoAreNotCalledAnyMore() {
        List<Listening> all = new ArrayList<>();
        all.add(emitter.on(FilterVerified.class, event -> {
            fixture.hear(event);
            all.forEach(Listening::off);
        }));
        all.add(emitter.on(FilterVerified.class, event -> fixture.hear("too late")));
        fixture.emit(of("ann"));
        fixture.emit(of("bob"));

        assertThat(fixture.heard()).containsExactly(of("ann"));
    }

    @Test
    void aListenerThatIsAddedWhileAnEventIsHeardHearsTheNextOne() {
        emitter.once(FilterVerified.class, event -> emitter.on(FilterVerified.class, fixture::hear));
        fixture.emit(of("ann"));
        fixture.emit(of("bob"));

        assertThat(fixture.heard()).containsExactly(of("bob"));
    }

    @Test
    void allListenersToATypeToAPatternOrAtAllCanBeRemoved() {
        emitter.on(FilterVerified.class, event -> {});
        emitter.on(FilterVerified.class, event -> {});
        emitter.on(FilterRemoved.class, event -> {});
        emitter.on("filter.*", any -> {});
        emitter.on("filter.**", any -> {});

        assertThat(emitter.topics()).containsExactly("filter.*", "filter.**", "filter.removed", "filter.verified");
        assertThat(emitter.listeners(FilterVerified.class)).isEqualTo(4);
        emitter.offAll(FilterVerified.class);
        assertThat(emitter.listeners(FilterVerified.class)).isEqualTo(2);
        emitter.offAll("filter.*");
        assertThat(emitter.topics()).containsExactly("filter.**", "filter.removed");
        emitter.offAll();
        assertThat(emitter.topics()).isEmpty();
        assertThat(emitter.listeners(FilterRemoved.class)).isZero();
    }

    @Test
    void whatIsNoPatternIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.on("filter..*", any -> {}))
                .withMessage("topic: 'filter..*' (expected: segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.')");
    }
}
