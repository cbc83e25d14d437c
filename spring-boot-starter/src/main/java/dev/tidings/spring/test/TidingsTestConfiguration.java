package dev.tidings.spring.test;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.spring.TidingsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What an application under test has beside its own. */
@AutoConfiguration(before = TidingsAutoConfiguration.class)
final class TidingsTestConfiguration {

    /** Whatever folder the application keeps its events in is not a test's. */
    @Bean
    @ConditionalOnMissingBean({Hub.class, EventLog.class})
    EventLog tidingsLog() {
        return MemoryLog.open();
    }

    @Bean
    TidingsRecorder tidingsRecorder(Environment environment) {
        return new TidingsRecorder(environment);
    }
}
