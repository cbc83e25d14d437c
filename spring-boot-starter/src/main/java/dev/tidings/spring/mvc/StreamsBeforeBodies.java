package dev.tidings.spring.mvc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Has streams opened before anybody makes JSON of them: in a {@code @RestController} each return value is a body, and handlers that
 * applications add in Spring's way come behind the one for bodies.
 */
final class StreamsBeforeBodies implements BeanPostProcessor {

    private final Supplier<SseStreamReturnValueHandler> handler;

    StreamsBeforeBodies(Supplier<SseStreamReturnValueHandler> handler) {
        this.handler = handler;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof RequestMappingHandlerAdapter adapter) {
            List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
            handlers.add(handler.get());
            if (adapter.getReturnValueHandlers() != null) {
                handlers.addAll(adapter.getReturnValueHandlers());
            }
            adapter.setReturnValueHandlers(handlers);
        }
        return bean;
    }
}
