package dev.tidings.server.access;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Knows those who ask by what they bring: a token, a key, or nothing. */
final class RulesAccess extends Access {
    /*
     *    Authorization: Bearer tk_...   a key of the configuration     ─┐
     *    Authorization: Bearer ...      a token                         ├──> principal: its grants, and those of everybody
     *    Cookie: session=...            a token, if its rules name one ─┘
     *    nothing                        nobody: the grants of everybody
     *
     * What is there and wrong is refused, also where nothing would have been enough: whoever brings something means to be somebody.
     */

    private static final String BEARER = "Bearer ";

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final List<String> SAME_ORIGIN = List.of("same-origin");

    /** Methods that change nothing. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private final @Nullable TokenRules rules;
    private final @Nullable Tokens tokens;
    private final List<KnownKey> keys;
    private final CompletionStage<Principal> nobody;
    private final CorsRule cors;
    private final InstantSource clock;
    private final @Nullable Tickets tickets;

    private record KnownKey(ApiKey key, Principal owner) {}

    private final AccessBuilder settings;
    private final String secret;
    private final Revocations revocations;

    /** @param builder not changed any more */
    RulesAccess(AccessBuilder builder) {
        this(builder, null, null);
    }

    /**
     * @param knownTokens where tokens are known by the same rules already; null if there is no such place
     * @param knownRevocations what was revoked before; null if that is not known yet
     */
    private RulesAccess(AccessBuilder builder, @Nullable Tokens knownTokens, @Nullable Revocations knownRevocations) {
        this.settings = builder;
        this.rules = builder.tokens;
        this.tokens = rules == null
                ? null
                : knownTokens == null ? new Tokens(rules, builder.anonymous, builder.clock) : knownTokens;
        this.keys = builder.keys.stream()
                .map(key -> new KnownKey(
                        key, Principal.ofKey(key.name(), key.grants().and(builder.anonymous))))
                .toList();
        this.nobody = CompletableFuture.completedFuture(Principal.anonymous(builder.anonymous));
        this.cors = builder.cors;
        this.clock = builder.clock;
        this.revocations =
                knownRevocations == null ? new Revocations(builder.revocationsFile, builder.clock) : knownRevocations;
        this.secret = builder.ticketSecret == null ? ApiKey.generate(new SecureRandom()) : builder.ticketSecret;
        this.tickets = rules == null ? null : new Tickets(secret, builder.ticketsLongest, builder.clock, revocations);
    }

    @Override
    public Access keptIn(Path folder) {
        AccessBuilder kept = settings.copy();
        if (kept.ticketSecret == null && rules != null) {
            kept.ticketSecret = new PrivateFile(folder.resolve("ticket-secret")).secret();
        }
        if (kept.revocationsFile == null) {
            kept.revocationsFile = folder.resolve("revocations.json");
        }
        return new RulesAccess(kept);
    }

    @Override
    public Access following(Access before) {
        super.following(before);
        if (!(before instanceof RulesAccess other)) {
            return this;
        }
        if (!other.revocations.isIn(settings.revocationsFile)) {
            throw new IllegalArgumentException(
                    "access revocations: in another file than before (expected: the same one;"
                            + " another one needs a restart)");
        }
        AccessBuilder same = settings.copy();
        if (same.ticketSecret == null) {
            same.ticketSecret = other.secret;
        }
        boolean knowsTheSame = userRules().equals(other.userRules())
                && same.anonymous.equals(other.settings.anonymous)
                && same.clock.equals(other.clock);
        return new RulesAccess(same, knowsTheSame ? other.tokens : null, other.revocations);
    }

    @Override
    public void prepare() {
        revocations.load();
        revocations.limit(rules == null ? null : rules.longest());
    }

    @Override
    public Map<String, String> streamRules() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("", ofEverybody("nobody").text());
        for (ApiKey key : settings.keys) {
            all.put(
                    Principal.Kind.KEY.id(key.name()),
                    ofEverybody("key")
                            .add(key.hash())
                            .addFilters(key.grants().subscribe())
                            .text());
        }
        all.put(USERS, userRules());
        return all;
    }

    private String userRules() {
        Fingerprint text = ofEverybody("user");
        if (rules != null) {
            rules.addTo(text);
        }
        return text.text();
    }

    private Fingerprint ofEverybody(String kind) {
        return new Fingerprint().add(kind).addFilters(settings.anonymous.subscribe());
    }

    @Override
    public @Nullable Revocations revocations() {
        return tokens == null ? null : revocations;
    }

    @Override
    public void recheck(Principal who) {
        revocations.refuse(who);
    }

    @Override
    public boolean isLoopbackOnly() {
        return false;
    }

    @Override
    public @Nullable Tickets tickets() {
        return tickets;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public @Nullable TokenRules tokenRules() {
        return rules;
    }

    @Override
    public boolean takesTokens() {
        return tokens != null;
    }

    @Override
    public void admit(RequestHead head) {}

    @Override
    public CompletionStage<Principal> principal(RequestHead head) {
        String bearer = bearer(head);
        if (bearer != null && bearer.startsWith(ApiKey.PREFIX)) {
            return CompletableFuture.completedFuture(ofKey(bearer));
        }
        String token = bearer != null ? bearer : cookie(head);
        if (token == null) {
            return nobody;
        }
        if (tokens == null) {
            throw TokenVerifier.refused("this hub takes no tokens");
        }
        return tokens.principal(token);
    }

    private static @Nullable String bearer(RequestHead head) {
        List<String> fields = head.values(HttpHeaderNames.AUTHORIZATION);
        if (fields.isEmpty()) {
            return null;
        }
        if (fields.size() > 1) {
            throw Problem.of(400, fields.size() + " Authorization header fields (expected: one)")
                    .toException();
        }
        String field = fields.get(0);
        if (!field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Problem.of(401, "Authorization: expected 'Bearer' and a token")
                    .toException();
        }
        return field.substring(BEARER.length()).strip();
    }

    private @Nullable String cookie(RequestHead head) {
        String name = rules == null ? null : rules.cookie();
        if (name == null) {
            return null;
        }
        String found = null;
        for (String field : head.values(HttpHeaderNames.COOKIE)) {
            for (String pair : field.split(";", -1)) {
                String value = valueOf(name, pair);
                if (value != null && found != null && !found.equals(value)) {
                    // A neighbouring domain can set one that comes first, and sign its visitor in as somebody else.
                    throw Problem.of(401, "two cookies '" + name + "' that differ (expected: one)")
                            .toException();
                }
                found = value == null ? found : value;
            }
        }
        if (found != null
                && (!SAFE.contains(head.method())
                        || !head.values(HttpHeaderNames.ORIGIN).isEmpty())) {
            requireOwnPage(head);
        }
        return found;
    }

    /** Null for a cookie of another name. One that is malformed is no token, and refused as such: it was meant to be one. */
    private static @Nullable String valueOf(String name, String pair) {
        int equals = pair.indexOf('=');
        if (!(equals < 0 ? pair : pair.substring(0, equals)).strip().equals(name)) {
            return null;
        }
        String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Browsers send cookies along with what any page makes them post: so the page has to be one that may (RFC 6265, section 8.2). */
    private void requireOwnPage(RequestHead head) {
        List<String> origins = head.values(HttpHeaderNames.ORIGIN);
        boolean own = origins.size() == 1
                ? (cors.credentials() && cors.allows(origins.get(0))) || isSameOrigin(origins.get(0), head)
                : origins.isEmpty() && head.values(FETCH_SITE).equals(SAME_ORIGIN);
        if (!own) {
            throw Problem.of(
                            403,
                            "a cookie is not enough for a request from "
                                    + (origins.isEmpty() ? "nobody knows where" : Problem.quote(origins.get(0)))
                                    + " (expected: the Origin of a page of this host or of 'cors', or the token in an Authorization header field)")
                    .toException();
        }
    }

    /** Browsers that say where a page is from know the scheme, which behind a proxy nobody else does; older ones do not say. */
    private static boolean isSameOrigin(String origin, RequestHead head) {
        List<String> sites = head.values(FETCH_SITE);
        if (!sites.isEmpty() && !sites.equals(SAME_ORIGIN)) {
            return false;
        }
        List<String> hosts = head.values(HttpHeaderNames.HOST);
        int host = origin.indexOf("://") + 3;
        return host >= 3 && hosts.size() == 1 && origin.substring(host).equalsIgnoreCase(hosts.get(0));
    }

    private Principal ofKey(String credential) {
        String hash = ApiKey.hash(credential);
        Principal found = null;
        for (KnownKey known : keys) {
            if (known.key().matches(hash)) {
                found = known.owner();
            }
        }
        if (found == null) {
            throw Problem.of(401, "the key is not one of this hub's").toException();
        }
        return found;
    }

    @Override
    public SortedMap<String, String> corsHeaders(RequestHead head) {
        if (cors.origins().isEmpty()) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> headers = new TreeMap<>();
        if (cors.allowsAll()) {
            headers.put("Access-Control-Allow-Origin", "*");
            return headers;
        }
        headers.put("Vary", "Origin");
        String origin = allowedOrigin(head);
        if (origin != null) {
            headers.put("Access-Control-Allow-Origin", origin);
            if (cors.credentials()) {
                headers.put("Access-Control-Allow-Credentials", "true");
            }
        }
        return headers;
    }

    private @Nullable String allowedOrigin(RequestHead head) {
        List<String> origins = head.values(HttpHeaderNames.ORIGIN);
        return origins.size() == 1 && cors.allows(origins.get(0)) ? origins.get(0) : null;
    }

    @Override
    public Map<String, String> preflightHeaders(RequestHead head) {
        return allowedOrigin(head) == null ? Map.of() : PREFLIGHT;
    }

    @Override
    public String toString() {
        return "rules";
    }
}
