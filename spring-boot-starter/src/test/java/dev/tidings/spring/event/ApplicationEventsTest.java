package dev.tidings.spring.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Topic;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.log.EventLog;
import dev.tidings.spring.TidingsAutoConfiguration;
import dev.tidings.spring.metrics.TidingsMetricsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Events that an application publishes by Spring's own means, over a real database. */
class ApplicationEventsTest {

    @Topic("filter.verified")
    record FilterVerified(@Attribute String email, boolean isVerified) {}

    record NoTopic(String email) {}

    private static ConfigurableApplicationContext application;

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(TidingsAutoConfiguration.class, TidingsEventsAutoConfiguration.class));

    private EventLog log;
    private TransactionTemplate transaction;
    private long before;

    @BeforeAll
    static void start() {
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off", "spring.datasource.url=jdbc:h2:mem:events")
                .run();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void look() {
        log = application.getBean(EventLog.class);
        transaction = application.getBean(TransactionTemplate.class);
        before = log.head();
    }

    private List<Delivery> published() {
        return log.read(before, 10);
    }

    @Test
    void reachTheHubAtOnceOutsideOfATransaction() {
        application.publishEvent(new FilterVerified("ann@example.com", true));

        assertThat(published()).singleElement().satisfies(delivery -> {
            assertThat(delivery.event().topic()).isEqualTo("filter.verified");
            assertThat(delivery.event().data()).isEqualTo("{\"isVerified\":true}");
        });
    }

    @Test
    void reachTheHubAfterTheCommitOfATransaction() {
        transaction.executeWithoutResult(status -> {
            application.publishEvent(new FilterVerified("ann@example.com", true));
            assertThat(published()).isEmpty();
        });

        assertThat(published()).hasSize(1);
    }

    @Test
    void neverReachTheHubIfTheTransactionIsRolledBack() {
        transaction.executeWithoutResult(status -> {
            application.publishEvent(new FilterVerified("ann@example.com", true));
            status.setRollbackOnly();
        });

        assertThat(published()).isEmpty();
    }

    @Test
    void areTheApplicationsAloneWithoutATopic() {
        application.publishEvent(new NoTopic("ann@example.com"));

        assertThat(published()).isEmpty();
    }

    @Test
    void failWhereTheyArePublishedIfTheyCannotBeEvents() {
        assertThatThrownBy(() -> application.publishEvent(new NotARecord()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NotARecord");
    }

    @Topic("filter.verified")
    static final class NotARecord {}

    @Test
    void areCountedIfTheLogRefusesThem() {
        AutoConfigurations metrics = AutoConfigurations.of(
                MetricsAutoConfiguration.class,
                CompositeMeterRegistryAutoConfiguration.class,
                SimpleMetricsExportAutoConfiguration.class,
                TidingsMetricsAutoConfiguration.class);

        bare.withConfiguration(metrics).run(context -> {
            context.getBean(Hub.class).close();
            context.publishEvent(new FilterVerified("ann@example.com", true));

            assertThat(context.getBean(MeterRegistry.class)
                            .get("tidings.emitter.failures")
                            .tag("kind", "emit")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void reachTheHubWhereThereAreNoTransactionsAtAll() {
        bare.withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
                .run(context -> {
                    context.publishEvent(new FilterVerified("ann@example.com", true));

                    EventLog alone = context.getBean(EventLog.class);
                    assertThat(context).hasSingleBean(EmitAtOnce.class);
                    assertThat(alone.read(alone.earliest(), 10)).hasSize(1);
                });
    }

    @Test
    void stayInsideIfTheApplicationSaysSo() {
        bare.withPropertyValues("tidings.application-events.enabled=false").run(context -> {
            context.publishEvent(new FilterVerified("ann@example.com", true));

            EventLog alone = context.getBean(EventLog.class);
            assertThat(alone.head()).isEqualTo(alone.earliest());
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
