package dev.tidings.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.TestExecutionListeners.MergeMode;
import org.springframework.test.context.TestPropertySource;

/**
 * A test of the whole application, of Spring MVC or WebFlux, over HTTP: on a port that is free, with a hub in memory, and with a
 * {@link TidingsRecorder} to be injected.
 *
 * <pre>{@code
 * @TidingsTest
 * class FilterControllerTest {
 *
 *     @Autowired TidingsRecorder recorder;
 *     @Autowired Emitter emitter;
 *
 *     @Test
 *     void annGetsHersAndNobodyElses() {
 *         RecordedStream ann = recorder.open("/sse?email=ann@example.com");
 *         EventId bobs = emitter.emit(new FilterVerified("bob@example.com", true)).toCompletableFuture().join();
 *         ann.assertNothingUntil(bobs);
 *     }
 * }
 * }</pre>
 *
 * <p>As {@link SpringBootTest} else. Each stream is given a sign of life every second, with an id: so absence is proved within about that
 * time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@TestPropertySource(properties = "tidings.stream.heartbeat=1s")
@ImportAutoConfiguration(TidingsTestConfiguration.class)
@TestExecutionListeners(listeners = StreamsEndWithTheirTest.class, mergeMode = MergeMode.MERGE_WITH_DEFAULTS)
public @interface TidingsTest {

    /** {@link SpringBootTest#properties}: more of them. */
    @AliasFor(annotation = SpringBootTest.class)
    String[] properties() default {};

    /** {@link SpringBootTest#classes}: the application, if it is not found by itself. */
    @AliasFor(annotation = SpringBootTest.class)
    Class<?>[] classes() default {};
}
