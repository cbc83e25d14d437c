package dev.tidings.server.access;

import dev.tidings.server.http.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whose a token is: at once if it was verified a while ago, as with publishers that send the same one again and again; else a thread
 * beside the event loops verifies it, and may have to fetch keys for that. Safe for any thread.
 */
final class Tokens {

    /** 4: signatures of a wave of clients that return; and more than one fetch that hangs. */
    private static final int THREADS = 4;

    /** 20 000: as many connections as a process has. */
    private static final int MAX_WAITING = 20_000;

    private static final long IDLE_SECONDS = 10;

    /** 32 MiB of tokens that wait; anybody can send them. */
    private static final long MAX_WAITING_BYTES = 32L << 20;

    /** 1 024 tokens of at most 3 072 characters are remembered: publishers, and pages that reconnect. */
    private static final int MAX_KNOWN = 1_024;

    private static final int MAX_KNOWN_CHARS = 3_072;

    /** As many at once, when there is no room for one more. */
    private static final int FORGOTTEN = 128;

    /** What was verified, and until when that is believed without looking again. */
    private record Verified(Principal principal, Instant until) {}

    private final TokenVerifier verifier;
    private final TokenRules rules;
    private final Grants everybody;
    private final InstantSource clock;
    private final Executor threads;
    private final Map<String, Verified> known = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** @param everybody what is granted to whomever a token names, besides what it says */
    Tokens(TokenRules rules, Grants everybody, InstantSource clock) {
        this(rules, everybody, clock, threads());
    }

    /** @param threads where tokens are verified, which may block */
    Tokens(TokenRules rules, Grants everybody, InstantSource clock, Executor threads) {
        this.verifier = new TokenVerifier(rules, clock);
        this.rules = rules;
        this.everybody = everybody;
        this.clock = clock;
        this.threads = threads;
    }

    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "tidings-tokens-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** @return fails with a {@code ProblemException}: 401 if the token is not believed, 503 if that cannot be told now */
    CompletionStage<Principal> principal(String token) {
        Verified before = known.get(token);
        if (before != null) {
            if (clock.instant().isBefore(before.until())) {
                return CompletableFuture.completedFuture(before.principal());
            }
            known.remove(token, before);
        }
        if (waitingBytes.addAndGet(token.length()) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-token.length());
            return tooMany();
        }
        try {
            return CompletableFuture.supplyAsync(() -> verify(token), threads)
                    .whenComplete((principal, failure) -> waitingBytes.addAndGet(-token.length()));
        } catch (RejectedExecutionException full) {
            waitingBytes.addAndGet(-token.length());
            return tooMany();
        }
    }

    private static CompletionStage<Principal> tooMany() {
        return CompletableFuture.failedStage(
                Problem.of(503, "too many tokens wait to be verified").toException());
    }

    private Principal verify(String token) {
        Principal principal = verifier.verify(token).and(everybody);
        if (token.length() <= MAX_KNOWN_CHARS) {
            if (known.size() >= MAX_KNOWN) {
                forgetSome();
            }
            known.put(token, new Verified(principal, until(principal)));
        }
        return principal;
    }

    /** No longer than a key that was withdrawn is believed. */
    private Instant until(Principal principal) {
        Instant latest = clock.instant().plus(TokenKeys.CACHED);
        Instant expiresAt = principal.expiresAt();
        if (expiresAt == null) {
            return latest;
        }
        Instant end = expiresAt.plus(rules.leeway());
        return end.isBefore(latest) ? end : latest;
    }

    private void forgetSome() {
        Iterator<String> tokens = known.keySet().iterator();
        for (int i = 0; i < FORGOTTEN && tokens.hasNext(); i++) {
            tokens.next();
            tokens.remove();
        }
    }
}
