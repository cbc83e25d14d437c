package dev.tidings.spring.event;

import dev.tidings.emitter.Emitter;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.transaction.event.TransactionalApplicationListenerAdapter;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Emits what the application publishes: inside a transaction after its commit, and never if it is rolled back; else at once. A reactive
 * transaction is one if the event was published by Spring's {@code TransactionalEventPublisher}.
 */
final class EmitAfterCommit extends TransactionalApplicationListenerAdapter<PayloadApplicationEvent<?>> {

    EmitAfterCommit(Emitter emitter) {
        super(event -> emitter.emit(event.getPayload()));
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<?> event) {
        if (!TopicEvents.isOne(event)) {
            return;
        }
        if (isTransactional(event)) {
            super.onApplicationEvent(event);
        } else {
            processEvent(event);
        }
    }

    private static boolean isTransactional(PayloadApplicationEvent<?> event) {
        return event.getSource() instanceof TransactionContext
                || (TransactionSynchronizationManager.isSynchronizationActive()
                        && TransactionSynchronizationManager.isActualTransactionActive());
    }
}
