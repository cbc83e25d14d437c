package dev.tidings.server.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who asks, and what it is allowed.
 * <p>
 * Immutable.
 */
public final class Principal {

    /** How it is known who somebody is. A name of one kind says nothing about the same name of another. */
    public enum Kind {
        /** Nobody said. */
        ANONYMOUS(""),
        /** A token says. */
        USER("user:"),
        /** It has a key of the configuration. */
        KEY("key:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** As hubs know somebody of this kind. */
        public String id(String name) {
            return prefix + name;
        }

        /** Whether it is how hubs know somebody of this kind. */
        public boolean isOf(String id) {
            return !prefix.isEmpty() && id.startsWith(prefix) && id.length() > prefix.length();
        }

        /** @param id of this kind */
        public String nameIn(String id) {
            return id.substring(prefix.length());
        }
    }

    private final Kind kind;
    private final String name;
    private final Grants grants;
    private final @Nullable JsonNode claims;
    private final @Nullable Instant issuedAt;
    private final @Nullable Instant expiresAt;

    private Principal(
            Kind kind,
            String name,
            Grants grants,
            @Nullable JsonNode claims,
            @Nullable Instant issuedAt,
            @Nullable Instant expiresAt) {
        this.kind = kind;
        this.name = name;
        this.grants = grants;
        this.claims = claims;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    public static Principal anonymous(Grants grants) {
        return new Principal(Kind.ANONYMOUS, "", grants, null, null, null);
    }

    static Principal ofKey(String name, Grants grants) {
        return new Principal(Kind.KEY, name, grants, null, null, null);
    }

    /**
     * @param claims all that the token says, an object
     * @param issuedAt null if the token does not say
     * @param expiresAt null for a token that never expires
     */
    static Principal ofToken(
            String name, Grants grants, JsonNode claims, @Nullable Instant issuedAt, @Nullable Instant expiresAt) {
        return new Principal(Kind.USER, name, grants, claims, issuedAt, expiresAt);
    }

    /** The same, who may do what is granted to everybody besides. */
    Principal and(Grants more) {
        return more.equals(Grants.NONE)
                ? this
                : new Principal(kind, name, grants.and(more), claims, issuedAt, expiresAt);
    }

    public Kind kind() {
        return kind;
    }

    public boolean isAnonymous() {
        return kind == Kind.ANONYMOUS;
    }

    String name() {
        return name;
    }

    /** As the hub knows it, and what keys of events are scoped by: {@code user:ann}, {@code key:billing}; empty for nobody. */
    public String id() {
        return kind.id(name);
    }

    public Grants grants() {
        return grants;
    }

    /** What its token says; null if it has none. */
    @Nullable
    JsonNode claims() {
        return claims;
    }

    /** When its credential was issued; null if that is not known. */
    @Nullable
    public Instant issuedAt() {
        return issuedAt;
    }

    /** When its credential expires; null for never. */
    @Nullable
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public String toString() {
        return isAnonymous() ? "anonymous" : id();
    }
}
