package dev.tidings.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a redirect leads, and what may go there (Fetch standard, <i>HTTP-redirect fetch</i>). */
final class Redirects {

    /** As many as the Fetch standard follows; more are a loop. */
    static final int MOST = 20;

    private Redirects() {}

    static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * The next URL.
     *
     * @throws URISyntaxException whose reason says why there is none
     */
    static URI target(URI from, String location) throws URISyntaxException {
        if (location.isEmpty()) {
            throw new URISyntaxException(location, "no Location");
        }
        // java.net.URI resolves a query alone by the rules of before RFC 3986.
        URI target = from.resolve(new URI(location.startsWith("?") ? from.getRawPath() + location : location));
        if (!isHttp(target)) {
            throw new URISyntaxException(location, "Location is not an http or https URL");
        }
        if (isSecure(from) && !isSecure(target)) {
            throw new URISyntaxException(location, "from https to http");
        }
        return target;
    }

    static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        boolean known = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        return known && uri.getHost() != null;
    }

    static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** After 303 it is a GET, and after 301 and 302 what was a POST is one. */
    static boolean becomesGet(int status, String method) {
        boolean found = status == 301 || status == 302;
        return status == 303 || (found && method.equals("POST"));
    }

    /** Whether what the caller sends to one URL may be sent to the other: one origin, or its turn from http to https. */
    static boolean isTrusted(URI from, URI to) {
        boolean secured = !isSecure(from) && isSecure(to) && isDefaultPort(from) && isDefaultPort(to);
        return from.getHost().equalsIgnoreCase(to.getHost())
                && (secured || (isSecure(from) == isSecure(to) && port(from) == port(to)));
    }

    /** {@code https://example.com}, with the port if it is not the usual one. */
    static String origin(URI uri) {
        String address = uri.getScheme() + "://" + uri.getHost();
        return (isDefaultPort(uri) ? address : address + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
    }

    private static boolean isDefaultPort(URI uri) {
        return port(uri) == (isSecure(uri) ? 443 : 80);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }
}
