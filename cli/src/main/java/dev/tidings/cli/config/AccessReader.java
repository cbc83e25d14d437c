package dev.tidings.cli.config;

import dev.tidings.cli.config.YamlFile.Entry;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.AccessBuilder;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.CorsRule;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the section {@code access}: who may do what. */
final class AccessReader {

    private static final List<String> KEYS = List.of("jwt", "keys", "anonymous", "cors", "tickets", "revocations");
    private static final List<String> JWT_KEYS = List.of(
            "issuer", "audience", "algorithms", "keys", "cookie", "claims", "leeway", "requireExpiry", "longest");
    private static final List<String> CLAIMS_KEYS = List.of("principal", "grants");
    private static final List<String> SOURCES = List.of("secret", "secretFile", "pem", "jwks");
    private static final List<String> API_KEY_KEYS = List.of("name", "hash", "publish", "subscribe", "admin");
    private static final List<String> ANONYMOUS_KEYS = List.of("publish", "subscribe");
    private static final List<String> FILTER_KEYS = List.of("topics", "attributes");
    private static final List<String> CORS_KEYS = List.of("origins", "credentials");

    private static final List<String> TICKETS_KEYS = List.of("secret", "secretFile", "longest");
    private static final List<String> REVOCATIONS_KEYS = List.of("file");

    private static final Kind<Duration> TICKET_LIFE = new DurationKind(Duration.ofSeconds(1), Duration.ofHours(24));
    private static final Kind<Duration> TOKEN_LIFE = new DurationKind(Duration.ofSeconds(1), Duration.ofDays(3650));
    private static final Kind<Duration> LEEWAY = new DurationKind(Duration.ZERO, TokenRules.MAX_LEEWAY);
    private static final Kind<Boolean> YES_OR_NO = ChoiceKind.yesOrNo();
    private static final Kind<TokenAlgorithm> ALGORITHM = ChoiceKind.of(TokenAlgorithm.class, TokenAlgorithm::text);

    private final YamlFile yaml;

    AccessReader(YamlFile yaml) {
        this.yaml = yaml;
    }

    /** Nothing if there is a mistake: then the file's problems tell of it. */
    Optional<Access> read(Node node) {
        if (node instanceof ScalarNode scalar) {
            if (scalar.getValue().equals("open")) {
                return Optional.of(Access.open());
            }
            yaml.refuse(
                    node,
                    "access: '" + scalar.getValue() + "' (expected: a mapping of " + String.join(", ", KEYS)
                            + ", or 'open': everybody may do everything)");
            return Optional.empty();
        }
        int before = yaml.problemCount();
        AccessBuilder builder = Access.rules();
        for (Entry entry : yaml.entries(node, "access", KEYS)) {
            switch (entry.key()) {
                case "jwt" -> readTokens(entry).ifPresent(builder::tokens);
                case "keys" ->
                    yaml.items(entry.value(), "access keys", "[{name: billing, hash: \"sha256:...\"}]")
                            .forEach(item -> readKey(item)
                                    .ifPresent(key -> checked(item, "access keys", () -> builder.key(key))));
                case "anonymous" -> builder.anonymous(readGrants(entry.value(), "access anonymous", ANONYMOUS_KEYS));
                case "tickets" -> readTickets(entry.value(), builder);
                case "revocations" -> readRevocations(entry.value(), builder);
                default -> readCors(entry.value()).ifPresent(builder::cors);
            }
        }
        return yaml.problemCount() > before ? Optional.empty() : Optional.of(builder.build());
    }

    private void readTickets(Node node, AccessBuilder builder) {
        String what = "access tickets";
        for (Entry entry : yaml.entries(node, what, TICKETS_KEYS)) {
            if (entry.key().equals("longest")) {
                yaml.value(entry.value(), what + " longest", TICKET_LIFE).ifPresent(builder::ticketsLongest);
            } else {
                yaml.text(entry.value(), what + " " + entry.key(), "a text")
                        .flatMap(text -> checked(
                                entry.value(),
                                what,
                                () -> entry.key().equals("secret")
                                        ? text
                                        : secretOf(yaml.folder().resolve(text))))
                        .ifPresent(secret -> checked(entry.value(), what, () -> builder.ticketSecret(secret)));
            }
        }
    }

    private void readRevocations(Node node, AccessBuilder builder) {
        String what = "access revocations";
        for (Entry entry : yaml.entries(node, what, REVOCATIONS_KEYS)) {
            yaml.text(entry.value(), what + " file", "the name of a file")
                    .ifPresent(file -> builder.revocationsFile(yaml.folder().resolve(file)));
        }
    }

    private Optional<TokenRules> readTokens(Entry jwt) {
        List<Entry> entries = yaml.entries(jwt.value(), "access jwt", JWT_KEYS);
        Optional<TokenKeys> keys = entries.stream()
                .filter(entry -> entry.key().equals("keys"))
                .findFirst()
                .flatMap(entry -> readTokenKeys(entry.value()));
        if (entries.stream().noneMatch(entry -> entry.key().equals("keys"))) {
            yaml.refuse(
                    jwt.keyNode(),
                    "access jwt: no keys (expected: keys: {jwks: URL}, {pem: FILE}, {secret: TEXT} or {secretFile: FILE})");
        }
        return keys.flatMap(known -> {
            TokenRules.Builder rules = TokenRules.builder(known);
            int before = yaml.problemCount();
            entries.forEach(entry -> readTokenRule(entry, rules));
            return yaml.problemCount() > before ? Optional.empty() : checked(jwt.keyNode(), "access jwt", rules::build);
        });
    }

    private void readTokenRule(Entry entry, TokenRules.Builder rules) {
        String what = "access jwt " + entry.key();
        Node node = entry.value();
        switch (entry.key()) {
            case "issuer" -> yaml.text(node, what, "what 'iss' has to be").ifPresent(rules::issuer);
            case "audience" -> yaml.text(node, what, "what 'aud' has to name").ifPresent(rules::audience);
            case "algorithms" ->
                yaml.items(node, what, "[RS256]")
                        .forEach(item -> yaml.value(item, what, ALGORITHM).ifPresent(rules::algorithms));
            case "cookie" ->
                yaml.text(node, what, "the name of a cookie")
                        .ifPresent(name -> checked(node, what, () -> rules.cookie(name)));
            case "leeway" -> yaml.value(node, what, LEEWAY).ifPresent(rules::leeway);
            case "requireExpiry" -> yaml.value(node, what, YES_OR_NO).ifPresent(rules::requireExpiry);
            case "longest" -> yaml.value(node, what, TOKEN_LIFE).ifPresent(rules::longest);
            case "claims" -> {
                for (Entry claim : yaml.entries(node, what, CLAIMS_KEYS)) {
                    Optional<Claim> place = readClaim(claim.value(), what + " " + claim.key());
                    place.ifPresent(claim.key().equals("principal") ? rules::principal : rules::grants);
                }
            }
            default -> {
                // The keys are what the rules begin with.
            }
        }
    }

    Optional<Claim> readClaim(Node node, String what) {
        return yaml.text(node, what, "the name of a claim, or a JSON Pointer")
                .flatMap(text -> checked(node, what, () -> Claim.of(text)));
    }

    private Optional<TokenKeys> readTokenKeys(Node node) {
        String what = "access jwt keys";
        List<Entry> sources = yaml.entries(node, what, SOURCES);
        if (sources.size() != 1) {
            yaml.refuse(
                    node,
                    what + ": " + sources.size() + " of them (expected: one of " + String.join(", ", SOURCES) + ")");
            return Optional.empty();
        }
        Entry source = sources.get(0);
        return yaml.text(source.value(), what + " " + source.key(), "a text")
                .flatMap(text -> checked(source.value(), what, () -> tokenKeys(source.key(), text)));
    }

    private TokenKeys tokenKeys(String kind, String text) {
        return switch (kind) {
            case "secret" -> TokenKeys.secret(text);
            case "secretFile" -> TokenKeys.secret(secretOf(yaml.folder().resolve(text)));
            case "pem" -> TokenKeys.pem(yaml.folder().resolve(text));
            default -> TokenKeys.jwks(URI.create(text));
        };
    }

    private static String secretOf(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("secretFile: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<ApiKey> readKey(Node node) {
        String what = "access keys";
        int before = yaml.problemCount();
        List<Entry> entries = yaml.entries(node, what, API_KEY_KEYS);
        Optional<String> name = Optional.empty();
        Optional<String> hash = Optional.empty();
        for (Entry entry : entries) {
            if (entry.key().equals("name")) {
                name = yaml.text(entry.value(), what + " name", "what the program is called");
            } else if (entry.key().equals("hash")) {
                hash = yaml.text(entry.value(), what + " hash", "what `tidings hash-key` prints");
            }
        }
        Grants grants = grants(entries, what);
        if (name.isEmpty() || hash.isEmpty()) {
            if (yaml.problemCount() == before) {
                yaml.refuse(
                        node,
                        what + ": a key without " + (name.isEmpty() ? "name" : "hash")
                                + " (expected: {name: billing, hash: \"sha256:...\", publish: [...]})");
            }
            return Optional.empty();
        }
        String known = name.get();
        String itsHash = hash.get();
        return checked(node, what, () -> new ApiKey(known, itsHash, grants));
    }

    private Grants readGrants(Node node, String what, List<String> keys) {
        return grants(yaml.entries(node, what, keys), what);
    }

    private Grants grants(List<Entry> entries, String what) {
        List<Filter> subscribe = new ArrayList<>();
        List<Filter> publish = new ArrayList<>();
        boolean admin = false;
        for (Entry entry : entries) {
            switch (entry.key()) {
                case "subscribe" -> subscribe.addAll(readFilters(entry, what));
                case "publish" -> publish.addAll(readFilters(entry, what));
                case "admin" ->
                    admin = yaml.value(entry.value(), what + " admin", YES_OR_NO)
                            .orElse(false);
                default -> {
                    // Not a grant.
                }
            }
        }
        return new Grants(subscribe, publish, admin);
    }

    private List<Filter> readFilters(Entry entry, String what) {
        String name = what + " " + entry.key();
        List<Filter> filters = new ArrayList<>();
        yaml.items(entry.value(), name, "[{topics: [\"invoice.**\"], attributes: {tenant: [\"7\"]}}]")
                .forEach(item -> readFilter(item, name).ifPresent(filters::add));
        return filters;
    }

    private Optional<Filter> readFilter(Node node, String what) {
        Optional<Filter> filter = Optional.empty();
        List<Entry> entries = yaml.entries(node, what, FILTER_KEYS);
        for (Entry entry : entries) {
            if (entry.key().equals("topics")) {
                List<String> topics = readTexts(entry.value(), what + " topics");
                filter = checked(node, what, () -> Filter.topics(topics));
            }
        }
        if (filter.isEmpty()) {
            if (entries.stream().noneMatch(entry -> entry.key().equals("topics"))) {
                yaml.refuse(node, what + ": a filter without topics (expected: topics: [\"**\"] for every topic)");
            }
            return filter;
        }
        for (Entry entry : entries) {
            if (entry.key().equals("attributes")) {
                for (Entry attribute : yaml.entries(entry.value(), what + " attributes", null)) {
                    List<String> values = readTexts(attribute.value(), what + " attributes " + attribute.key());
                    Filter before = filter.get();
                    filter = checked(attribute.keyNode(), what, () -> before.where(attribute.key(), values));
                    if (filter.isEmpty()) {
                        return filter;
                    }
                }
            }
        }
        return filter;
    }

    private List<String> readTexts(Node node, String what) {
        List<String> texts = new ArrayList<>();
        if (node instanceof ScalarNode) {
            yaml.text(node, what, "a text, or a list of texts").ifPresent(texts::add);
        } else {
            yaml.items(node, what, "[\"7\"]")
                    .forEach(item -> yaml.text(item, what, "a text").ifPresent(texts::add));
        }
        return texts;
    }

    private Optional<CorsRule> readCors(Node node) {
        Set<String> origins = new LinkedHashSet<>();
        boolean credentials = false;
        for (Entry entry : yaml.entries(node, "access cors", CORS_KEYS)) {
            if (entry.key().equals("origins")) {
                yaml.items(entry.value(), "access cors origins", "[\"https://app.example.com\"]")
                        .forEach(item -> yaml.text(item, "access cors origins", "an origin")
                                .ifPresent(origins::add));
            } else {
                credentials = yaml.value(entry.value(), "access cors credentials", YES_OR_NO)
                        .orElse(false);
            }
        }
        boolean with = credentials;
        return checked(node, "access cors", () -> new CorsRule(origins, with));
    }

    private <T> Optional<T> checked(Node node, String what, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException e) {
            yaml.refuse(node, what + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
