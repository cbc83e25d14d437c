package dev.tidings.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.JsonObject;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.SmallBody;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /admin/revocations}: takes back what was issued for a user before a moment. */
public final class RevocationsRoute extends AdminRoute {

    private static final List<String> METHODS = List.of("POST");
    private static final JsonObject BODY = new JsonObject(
            Set.of("principal", "issuedBefore"),
            "(expected: {\"principal\": \"ann\", \"issuedBefore\": \"2026-11-27T10:15:30Z\"}; without issuedBefore, now)");

    /** 4 KiB: a name has at most 256 characters. */
    private static final int MAX_BODY_BYTES = 4 << 10;

    private static final int MAX_NAME_CHARS = 256;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Revocations revocations;
    private final InstantSource clock;

    public RevocationsRoute(Revocations revocations, InstantSource clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    Outcome handle(HttpHead head) {
        head.requireJson();
        return SmallBody.later(MAX_BODY_BYTES, this::revoke);
    }

    private CompletionStage<Answer> revoke(byte[] body) {
        JsonNode asked = BODY.parse(body);
        return revocations
                .revoke(name(asked.get("principal")), moment(asked.get("issuedBefore")))
                .thenApply(RevocationsRoute::answer);
    }

    private static Answer answer(Revocations.Outcome outcome) {
        return Answer.json(JSON.createObjectNode()
                .put("principal", outcome.principal())
                .put("issuedBefore", outcome.issuedBefore().toString())
                .put("closed", outcome.closed())
                .toString()
                .getBytes(UTF_8));
    }

    private static String name(@Nullable JsonNode principal) {
        if (principal == null || !principal.isString()) {
            throw BODY.malformed("no principal");
        }
        String text = principal.stringValue();
        if (Principal.Kind.KEY.isOf(text)) {
            throw Problem.of(
                            400,
                            "principal: " + Problem.quote(text)
                                    + " has a key of the configuration (expected: somebody with"
                                    + " tokens; to take a key back, delete it there and send SIGHUP)")
                    .toException();
        }
        String name = Principal.Kind.USER.isOf(text) ? Principal.Kind.USER.nameIn(text) : text;
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            throw BODY.malformed("principal: " + name.length() + " characters, of at most " + MAX_NAME_CHARS);
        }
        return name;
    }

    private Instant moment(@Nullable JsonNode issuedBefore) {
        if (issuedBefore == null) {
            return clock.instant();
        }
        if (!issuedBefore.isString()) {
            throw BODY.malformed("issuedBefore is no time");
        }
        try {
            return OffsetDateTime.parse(issuedBefore.stringValue()).toInstant();
        } catch (DateTimeException e) {
            throw BODY.malformed("issuedBefore: " + Problem.quote(issuedBefore.stringValue()) + " is no time");
        }
    }
}
