package dev.tidings.spring;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.HubClientBuilder;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** The hub of an application and what it is published to with. */
@AutoConfiguration
@EnableConfigurationProperties(TidingsProperties.class)
public final class TidingsAutoConfiguration {

    /** Where events are kept. An application that has a log of its own declares it instead. */
    @Bean
    @ConditionalOnMissingBean({Hub.class, EventLog.class})
    EventLog tidingsLog(TidingsProperties properties) {
        return Logs.open(properties.log());
    }

    @Bean
    @ConditionalOnMissingBean
    Hub tidingsHub(EventLog log, ObjectProvider<HubCustomizer> customizers) {
        Hub.Builder hub = Hub.builder().log(log);
        customizers.orderedStream().forEach(customizer -> customizer.customize(hub));
        return hub.open();
    }

    /** Speaks JSON as the application does. */
    @Bean
    @ConditionalOnMissingBean
    Emitter tidingsEmitter(Hub hub, ObjectProvider<JsonMapper> mapper, ObjectProvider<EmitterCustomizer> customizers) {
        Emitter.Builder emitter = Emitter.builder(hub);
        mapper.ifUnique(emitter::mapper);
        customizers.orderedStream().forEach(customizer -> customizer.customize(emitter));
        return emitter.build();
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("tidings.client.url")
    HubClient tidingsHubClient(
            TidingsProperties properties,
            ObjectProvider<JsonMapper> mapper,
            ObjectProvider<HubClientCustomizer> customizers) {
        TidingsProperties.Client settings = properties.client();
        HubClientBuilder client = client(String.valueOf(settings.url()));
        String token = settings.token();
        if (token != null) {
            client.token(() -> token);
        }
        mapper.ifUnique(client::jsonMapper);
        customizers.orderedStream().forEach(customizer -> customizer.customize(client));
        return client.build();
    }

    private static HubClientBuilder client(String url) {
        try {
            return HubClient.builder(URI.create(url));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "tidings.client.url", url, "Expected: http://HOST:PORT or https://HOST:PORT.", e);
        }
    }
}
