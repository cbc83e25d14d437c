package dev.tidings.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LaterTest {

    private static final ProblemException REFUSED = Problem.of(503, "not now").toException();

    @Test
    void whatItComesToKnowsTheLoadOfThen() {
        Answer answer = Answer.empty(204);

        assertThat(Later.of(load -> load == Load.DRAINING ? answer : Answer.full(), null, Load.DRAINING))
                .isSameAs(answer);
    }

    @Test
    void aRefusalIsFoundHoweverItIsTold() {
        assertThatThrownBy(() -> Later.of(null, REFUSED, Load.NORMAL)).isSameAs(REFUSED);
        assertThatThrownBy(() -> Later.of(null, new CompletionException(REFUSED), Load.NORMAL))
                .isSameAs(REFUSED);
        assertThat(Later.causeOf(REFUSED)).isSameAs(REFUSED);
        assertThat(Later.causeOf(new CompletionException(REFUSED))).isSameAs(REFUSED);
    }

    @Test
    void anythingElseIsAFault() {
        Throwable broken = new IllegalArgumentException("on purpose");

        assertThatThrownBy(() -> Later.of(null, new CompletionException(broken), Load.NORMAL))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(broken);
    }
}
