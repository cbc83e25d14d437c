package dev.tidings.spring.mvc;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.servlet.ServletTransport;
import dev.tidings.spring.StreamObservation;
import dev.tidings.spring.StreamOwner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Opens the stream that a controller returns, by itself or as the body of a {@link ResponseEntity}. Nothing is 204: the client shall
 * not ask again (HTML, 9.2.3).
 */
final class SseStreamReturnValueHandler implements HandlerMethodReturnValueHandler {

    private final ServletTransport transport;
    private final SessionStreams sessions;
    private final InstantSource clock;

    SseStreamReturnValueHandler(ServletTransport transport, SessionStreams sessions, InstantSource clock) {
        this.transport = transport;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public boolean supportsReturnType(MethodParameter type) {
        Class<?> returned = type.getParameterType();
        return isStream(returned)
                || (ResponseEntity.class.isAssignableFrom(returned)
                        && isStream(ResolvableType.forMethodParameter(type)
                                .getGeneric()
                                .toClass()));
    }

    private static boolean isStream(Class<?> type) {
        return SseStream.class.isAssignableFrom(type);
    }

    @Override
    public void handleReturnValue(
            @Nullable Object returned, MethodParameter type, ModelAndViewContainer model, NativeWebRequest webRequest)
            throws IOException {
        model.setRequestHandled(true);
        HttpServletRequest request = requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class), "request");
        HttpServletResponse response =
                requireNonNull(webRequest.getNativeResponse(HttpServletResponse.class), "response");
        Object stream = returned instanceof ResponseEntity<?> entity ? bodyOf(entity, response) : returned;
        if (stream != null) {
            open((SseStream) stream, request, response);
        } else if (returned == null) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    private static @Nullable Object bodyOf(ResponseEntity<?> entity, HttpServletResponse response) {
        Object body = entity.getBody();
        if (body != null && !entity.getStatusCode().isSameCodeAs(HttpStatus.OK)) {
            throw new IllegalArgumentException(
                    "status: " + entity.getStatusCode() + " (expected: 200, which is what a stream is opened with)");
        }
        response.setStatus(entity.getStatusCode().value());
        entity.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        return body;
    }

    private void open(SseStream stream, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // What waits for the end of a response to compute a tag of it would keep the stream to itself.
        ShallowEtagHeaderFilter.disableContentCaching(request);
        SseStream owned = StreamOwner.own(stream, request.getUserPrincipal(), clock.instant());
        Subscriber<?> opened = transport.open(owned, request, response);
        if (opened != null) {
            ServerHttpObservationFilter.findObservationContext(request).ifPresent(StreamObservation::opened);
            sessions.opened(opened, request);
        }
    }
}
