package dev.tidings.spring.test;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application with a controller that does what it should, and one that does not. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
            "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration"
        })
@Import(TestedApplication.Streams.class)
class TestedApplication {

    /** What leaves streams to everybody. */
    static final String OPEN = "spring.autoconfigure.exclude="
            + "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
            + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
            + "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration,"
            + "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration";

    @RestController
    static class Streams {

        private final Hub hub;

        Streams(Hub hub) {
            this.hub = hub;
        }

        @GetMapping("/sse")
        SseStream sse(@RequestParam String email) {
            return SseStream.of(hub, Filter.topic("mail").where("email", email));
        }

        /** Forgets whom a stream is for. */
        @GetMapping("/leaking")
        SseStream leaking(@RequestParam String email) {
            return SseStream.of(hub, Filter.topic("mail"));
        }

        @GetMapping("/state")
        SseStream state(@RequestParam String email) {
            return sse(email).startWith(() -> List.of("one", "two"));
        }

        @GetMapping("/nothing")
        String nothing() {
            return "nothing";
        }
    }
}
