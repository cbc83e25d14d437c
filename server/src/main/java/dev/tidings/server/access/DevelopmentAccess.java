package dev.tidings.server.access;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Open to programs and pages of this machine, closed to all others. */
final class DevelopmentAccess extends Access {

    /*
     * A loopback address keeps other machines out, but not what this machine's browser does for pages from elsewhere:
     *
     *   a page of https://evil.example that fetches http://127.0.0.1:8080   -> its Origin is refused
     *   evil.example, whose name now resolves to 127.0.0.1 (DNS rebinding)  -> its Host is refused
     *   a sandboxed frame or a file, Origin 'null'                          -> refused: anybody's page can hold such a frame
     *   a form that posts text/plain without Origin (old browsers)          -> PublishFormat refuses its media type: the one header
     *                                                                          field that makes up for it, no form can have
     *   a proxy on this machine that lets the world in                      -> refused by the traces that proxies leave
     */

    static final DevelopmentAccess INSTANCE = new DevelopmentAccess();

    private static final CompletionStage<Principal> ANYBODY =
            CompletableFuture.completedFuture(Principal.anonymous(Grants.EVERYTHING));

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String HOST = "(localhost|127(\\." + OCTET + "){3}|\\[::1])(:[0-9]{1,5})?";
    private static final Pattern LOOPBACK_HOST = Pattern.compile(HOST, Pattern.CASE_INSENSITIVE);
    private static final Pattern LOOPBACK_ORIGIN = Pattern.compile("https?://" + HOST, Pattern.CASE_INSENSITIVE);

    private static final List<String> PROXY_FIELDS = List.of("forwarded", "via", "x-real-ip");
    private static final String PROXY_PREFIX = "x-forwarded-";

    private static final SortedMap<String, String> NO_ORIGIN =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("Vary", "Origin")));

    private static final String MODE = "without 'access' this hub is in development mode";

    /** The host that was answered last: it is asked for again and again. A race matches the pattern twice. */
    private @Nullable String answered;

    private DevelopmentAccess() {}

    @Override
    public boolean isLoopbackOnly() {
        return true;
    }

    @Override
    public Map<String, String> streamRules() {
        return Map.of("", "development");
    }

    @Override
    public void admit(RequestHead head) {
        checkHost(head);
        checkNotForwarded(head);
        checkOrigin(head);
    }

    private void checkHost(RequestHead head) {
        List<String> hosts = head.values(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            if (!head.isHttp10()) {
                throw Problem.of(400, "no Host header field: HTTP/1.1 requires one")
                        .toException();
            }
            return;
        }
        if (hosts.size() > 1) {
            throw Problem.of(400, hosts.size() + " Host header fields (expected: one)")
                    .toException();
        }
        String host = hosts.get(0);
        if (host.equals(answered)) {
            return;
        }
        if (!LOOPBACK_HOST.matcher(host).matches()) {
            throw Problem.of(
                            421,
                            "host " + Problem.quote(host) + " is not answered: " + MODE
                                    + " and answers to localhost, 127.0.0.1 and [::1] only; "
                                    + "configure 'access' to serve other names")
                    .toException();
        }
        answered = host;
    }

    private static void checkNotForwarded(RequestHead head) {
        for (String name : head.names()) {
            if (isOfProxy(name)) {
                throw Problem.of(
                                403,
                                "the request came through a proxy (header field " + Problem.quote(name) + "): " + MODE
                                        + " and is for this machine only; configure 'access', or write 'access: open' "
                                        + "if the proxy decides who may use it")
                        .toException();
            }
        }
    }

    private static boolean isOfProxy(String field) {
        for (int i = 0; i < PROXY_FIELDS.size(); i++) {
            if (field.equalsIgnoreCase(PROXY_FIELDS.get(i))) {
                return true;
            }
        }
        return field.regionMatches(true, 0, PROXY_PREFIX, 0, PROXY_PREFIX.length());
    }

    private static void checkOrigin(RequestHead head) {
        List<String> origins = head.values(HttpHeaderNames.ORIGIN);
        if (origins.isEmpty() || allowedOrigin(head) != null) {
            return;
        }
        String origin = origins.get(0);
        String remedy = origin.equals("null")
                ? "; serve the page over http from this machine instead of opening it as a file"
                : "; configure 'access' to let pages of other origins in";
        throw Problem.of(
                        403,
                        "origin " + Problem.quote(origin) + " is not allowed: " + MODE
                                + " and takes requests of pages from localhost, 127.0.0.1 and [::1] only" + remedy)
                .toException();
    }

    private static @Nullable String allowedOrigin(RequestHead head) {
        List<String> origins = head.values(HttpHeaderNames.ORIGIN);
        return origins.size() == 1 && LOOPBACK_ORIGIN.matcher(origins.get(0)).matches() ? origins.get(0) : null;
    }

    @Override
    public CompletionStage<Principal> principal(RequestHead head) {
        return ANYBODY;
    }

    @Override
    public SortedMap<String, String> corsHeaders(RequestHead head) {
        String origin = allowedOrigin(head);
        if (origin == null) {
            return NO_ORIGIN;
        }
        SortedMap<String, String> headers = new TreeMap<>(NO_ORIGIN);
        headers.put("Access-Control-Allow-Origin", origin);
        return headers;
    }

    @Override
    public Map<String, String> preflightHeaders(RequestHead head) {
        return allowedOrigin(head) == null ? Map.of() : PREFLIGHT;
    }

    @Override
    public String toString() {
        return "development";
    }
}
