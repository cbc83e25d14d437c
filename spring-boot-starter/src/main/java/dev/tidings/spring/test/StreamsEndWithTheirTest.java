package dev.tidings.spring.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Closes what the recorder has opened, so that no test hears of the next one. */
final class StreamsEndWithTheirTest implements TestExecutionListener {

    @Override
    public void afterTestMethod(TestContext context) {
        if (context.hasApplicationContext()) {
            context.getApplicationContext()
                    .getBeanProvider(TidingsRecorder.class)
                    .ifAvailable(TidingsRecorder::close);
        }
    }
}
