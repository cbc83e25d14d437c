package dev.tidings.server.admin;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.SubscriberView;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.stream.OpenStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which open streams somebody means who looks after a hub. All that is named has to hold.
 *
 * @param ids any of them; null for any stream
 * @param principals any of them; null for anybody's
 * @param filter within which one of the stream's filters has to lie; null for any
 */
record Selector(
        @Nullable Set<String> ids,
        @Nullable Set<String> principals,
        @Nullable Filter filter) implements Predicate<SubscriberView> {

    private static final String ID = "id";
    private static final String PRINCIPAL = "principal";
    private static final String TOPIC = "topic";
    private static final String ATTRIBUTE = "attribute.";
    private static final String KNOWN = "(expected: id, principal, topic, or attribute. and the name of one, as in"
            + " attribute.email=ann%40example.com)";

    /** @throws ProblemException 400 if anything else is named */
    static Selector parse(Map<String, List<String>> parameters) {
        Set<String> ids = null;
        Set<String> principals = null;
        Filter filter = null;
        try {
            List<String> topics = parameters.get(TOPIC);
            if (topics != null) {
                filter = Filter.topics(topics);
            }
            for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
                String name = parameter.getKey();
                List<String> values = notEmpty(name, parameter.getValue());
                if (name.equals(ID)) {
                    ids = Set.copyOf(values);
                } else if (name.equals(PRINCIPAL)) {
                    principals = principals(values);
                } else if (name.startsWith(ATTRIBUTE)) {
                    filter = (filter == null ? Filter.all() : filter).where(name.substring(ATTRIBUTE.length()), values);
                } else if (!name.equals(TOPIC)) {
                    throw malformed("unknown parameter " + Problem.quote(name) + " " + KNOWN);
                }
            }
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
        return new Selector(ids, principals, filter);
    }

    private static List<String> notEmpty(String name, List<String> values) {
        if (values.contains("")) {
            throw malformed("parameter " + Problem.quote(name) + " is empty " + KNOWN);
        }
        return values;
    }

    /** A name without its kind is a user's, as in revocations. */
    private static Set<String> principals(List<String> texts) {
        Set<String> principals = new HashSet<>();
        for (String text : texts) {
            boolean whole = Principal.Kind.USER.isOf(text) || Principal.Kind.KEY.isOf(text);
            principals.add(whole ? text : Principal.Kind.USER.id(text));
        }
        return principals;
    }

    /** @throws ProblemException 400 if it means every stream */
    Selector requireSome() {
        if (ids == null && principals == null && filter == null) {
            throw malformed("no selector, which would mean every stream " + KNOWN);
        }
        return this;
    }

    @Override
    public boolean test(SubscriberView view) {
        return view.subscriber() instanceof OpenStream stream
                && (principals == null || principals.contains(view.principal()))
                && (ids == null || ids.contains(stream.id()))
                && (filter == null || reads(view.subscription(), filter));
    }

    private static boolean reads(Subscription subscription, Filter within) {
        return subscription.filters().stream().anyMatch(within::contains);
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(400, detail).toException();
    }
}
