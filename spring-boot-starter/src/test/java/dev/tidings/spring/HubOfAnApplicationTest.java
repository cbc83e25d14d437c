package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hubclient.HubClient;
import dev.tidings.log.rocksdb.RocksLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class HubOfAnApplicationTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TidingsAutoConfiguration.class));

    @Test
    void isInMemoryUnlessToldOtherwiseAndClosedWithTheApplication() {
        EventLog[] log = new EventLog[1];

        application.run(context -> {
            log[0] = context.getBean(EventLog.class);
            context.getBean(Hub.class)
                    .publish(Event.of("greeting", "1"))
                    .toCompletableFuture()
                    .join();

            assertThat(log[0]).isInstanceOf(MemoryLog.class);
            assertThat(log[0].head()).isPositive();
            assertThat(context).doesNotHaveBean(HubClient.class);
        });

        assertThat(log[0].append(Publication.of(List.of(Event.of("late", "1")))))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(LogClosedException.class);
    }

    @Test
    void keepsItsEventsInTheFolderThatItIsTold(@TempDir Path folder) {
        ApplicationContextRunner durable =
                application.withPropertyValues("tidings.log.directory=" + folder, "tidings.log.sync=disk");
        EventId[] published = new EventId[1];

        durable.run(context -> {
            assertThat(context.getBean(EventLog.class)).isInstanceOf(RocksLog.class);
            published[0] = context.getBean(Hub.class)
                    .publish(Event.of("greeting", "1"))
                    .toCompletableFuture()
                    .join();
        });

        // The folder is free again: the hub was closed, and its log with it.
        durable.run(context -> {
            EventLog log = context.getBean(EventLog.class);
            assertThat(log.epochs().locate(published[0], log.head()).gap()).isEmpty();
            assertThat(log.read(log.earliest(), 2)).extracting(Delivery::id).containsExactly(published[0]);
        });
    }

    @Test
    void saysWhatIsMissingWhenAFolderNeedsAnotherArtifact(@TempDir Path folder) {
        application
                .withPropertyValues("tidings.log.directory=" + folder)
                .withClassLoader(new FilteredClassLoader(RocksLog.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("tidings.log.directory")
                        .hasMessageContaining("tidings-log-rocksdb"));
    }

    @Test
    void isWhatTheApplicationDeclares() {
        application
                .withUserConfiguration(OwnHub.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(Hub.class)
                        .doesNotHaveBean(EventLog.class)
                        .getBean(Hub.class)
                        .extracting(hub -> hub.eventLimits().dataBytes())
                        .isEqualTo(1024));
    }

    @Test
    void mayBeElsewhere() {
        application
                .withPropertyValues("tidings.client.url=http://localhost:8080")
                .run(context -> assertThat(context).hasSingleBean(HubClient.class));
        application
                .withPropertyValues("tidings.client.url=ftp://localhost")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("hub: ftp://localhost"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHub {

        @Bean
        Hub hub() {
            return Hub.builder().eventLimits(new EventLimits(1024, 16, 64, 256)).open();
        }
    }
}
