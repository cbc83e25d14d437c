package dev.tidings.spring.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.stream.SseStream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/** Streams that are opened at the very moment at which something happens to their session. */
@Timeout(60)
class SessionRaceTest {

    private static WebApplication application;

    @BeforeAll
    static void start() {
        application = WebApplication.start(WebApplication.Container.TOMCAT, Application.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String signIn() {
        HttpResponse<String> answer = application.answer(application
                .to("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=ann&password=secret")));
        return cookie(answer);
    }

    private static String cookie(HttpResponse<?> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static HttpRequest.Builder with(String cookie, String path) {
        return application.to(path).header("Cookie", cookie);
    }

    private static void assertRevoked(EventStream stream) {
        assertThat(stream.next("event")).isEqualTo("tidings.closed");
        assertThat(stream.block()).isEmpty();
    }

    @Test
    void aStreamDoesNotOutliveItsSessionIfItIsOpenedWhileThatEnds() {
        SlowListener listener = application.bean(SlowListener.class);
        String cookie = signIn();
        CompletableFuture<HttpResponse<String>> logout = CompletableFuture.supplyAsync(
                () -> application.answer(with(cookie, "/logout").POST(BodyPublishers.noBody())));
        listener.told.acquireUninterruptibly();

        try (EventStream stream = application.open(with(cookie, "/sse"))) {
            assertThat(stream.status()).isEqualTo(200);
            assertRevoked(stream);
        } finally {
            listener.mayReturn.release();
        }
        logout.join();
    }

    @Test
    void aStreamEndsWithItsSessionIfTheIdChangesWhileItIsOpened() {
        SlowListener listener = application.bean(SlowListener.class);
        IdChanges changes = application.bean(IdChanges.class);
        try (EventStream stream = application.open(with(signIn(), "/renewed"))) {
            listener.mayReturn.release();

            application.answer(
                    with("JSESSIONID=" + changes.changed.join(), "/invalidate").POST(BodyPublishers.noBody()));

            assertRevoked(stream);
            listener.told.acquireUninterruptibly();
        }
    }

    /** Registered first: Tomcat tells it last, and the session is valid until it returns. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class SlowListener implements HttpSessionListener {

        final Semaphore told = new Semaphore(0);
        final Semaphore mayReturn = new Semaphore(0);

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            told.release();
            mayReturn.acquireUninterruptibly();
        }
    }

    /** Has the id of a session change right behind the next look at it. */
    static final class IdChange extends HttpServletRequestWrapper {

        private boolean due;

        private final CompletableFuture<String> changed;

        IdChange(HttpServletRequest request, CompletableFuture<String> changed) {
            super(request);
            this.changed = changed;
        }

        @Override
        public @Nullable HttpSession getSession(boolean create) {
            HttpSession session = super.getSession(create);
            return session == null ? null : watched(session);
        }

        private HttpSession watched(HttpSession session) {
            return (HttpSession) Proxy.newProxyInstance(
                    HttpSession.class.getClassLoader(),
                    new Class<?>[] {HttpSession.class},
                    (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(session, arguments);
                            if (method.getName().equals("getId")) {
                                changeIfDue();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private void changeIfDue() {
            if (due) {
                due = false;
                changed.complete(changeSessionId());
            }
        }
    }

    static final class IdChanges extends OncePerRequestFilter {

        final CompletableFuture<String> changed = new CompletableFuture<>();

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            chain.doFilter(new IdChange(request, changed), response);
        }
    }

    @RestController
    static class Controller {

        private final Emitter emitter;

        Controller(Emitter emitter) {
            this.emitter = emitter;
        }

        @GetMapping("/sse")
        SseStream sse() {
            return emitter.stream(FilterVerified.class).where("email", "all");
        }

        @GetMapping("/renewed")
        SseStream renewed(HttpServletRequest request) {
            Objects.requireNonNull(WebUtils.getNativeRequest(request, IdChange.class)).due = true;
            return sse();
        }

        @PostMapping("/invalidate")
        void invalidate(HttpServletRequest request) {
            request.getSession().invalidate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({StreamsOfUsersTest.Security.class, Controller.class})
    static class Application {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        SlowListener listener() {
            return new SlowListener();
        }

        @Bean
        IdChanges changes() {
            return new IdChanges();
        }
    }
}
