package dev.tidings.spring.webflux;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.Await;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** An application of Spring WebFlux on Reactor Netty, as a user would start it. */
final class RunningApplication implements AutoCloseable {

    private final ReactiveWebServerApplicationContext context;

    private RunningApplication(ReactiveWebServerApplicationContext context) {
        this.context = context;
    }

    /** On a class path on which there are servlet containers, too. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
                "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration"
            })
    @Import(StreamController.class)
    static class OnNetty {

        @Bean
        ServerConnections connections() {
            return new ServerConnections();
        }

        /** Event loops of its own: those that all share end with the first application that does. */
        @Bean
        ReactorResourceFactory eventLoops() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            return factory;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(OnNetty.class)
    static class Open {

        @Bean
        SecurityWebFilterChain everythingIsOpen(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .build();
        }
    }

    static RunningApplication start(String... properties) {
        return start(Open.class, properties);
    }

    static RunningApplication start(Class<?> configuration, String... properties) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        String[] arguments = new String[properties.length + 2];
        arguments[0] = "--server.port=0";
        arguments[1] = "--spring.main.banner-mode=off";
        for (int i = 0; i < properties.length; i++) {
            arguments[i + 2] = "--" + properties[i];
        }
        ConfigurableApplicationContext context = application.run(arguments);
        return new RunningApplication((ReactiveWebServerApplicationContext) context);
    }

    int port() {
        return context.getWebServer().getPort();
    }

    Hub hub() {
        return context.getBean(Hub.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    EventId publish(String email, String data) {
        return hub().publish(Event.of("mail", data).with("email", email))
                .toCompletableFuture()
                .join();
    }

    ServerConnections connections() {
        return bean(ServerConnections.class);
    }

    /** What the streams hold that their clients have not taken. */
    long pendingBytes() {
        LongAdder pending = new LongAdder();
        hub().visit(subscriber -> pending.add(subscriber.pendingBytes()))
                .toCompletableFuture()
                .join();
        return pending.sum();
    }

    long behind() {
        return hub().stats().sum(shard -> shard.members().behind());
    }

    /** Waits until nothing is left of anybody who was there. */
    void awaitNobody() {
        Await.until("all streams are over", () -> streams() == 0);
        Await.until(
                "nobody is left in the hub",
                () -> hub().stats()
                                .sum(shard -> shard.members().joined()
                                        - shard.members().left())
                        == 0);
    }

    int streams() {
        return context.getBean(WebFluxTransport.class).streams();
    }

    /** As whoever sets an application aside does; its port may be another one afterwards. */
    void restart() {
        context.stop();
        context.start();
    }

    @Override
    public void close() {
        context.close();
    }
}
