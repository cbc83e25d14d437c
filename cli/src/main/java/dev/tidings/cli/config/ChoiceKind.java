package dev.tidings.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of a few words. */
record ChoiceKind<T>(Map<String, T> choices) implements Kind<T> {

    /** The constants of an enum by the word for each. */
    static <E extends Enum<E>> ChoiceKind<E> of(Class<E> type, Function<E, String> word) {
        return new ChoiceKind<>(Stream.of(type.getEnumConstants())
                .collect(Collectors.toMap(word, Function.identity(), (a, b) -> a, LinkedHashMap::new)));
    }

    static ChoiceKind<Boolean> yesOrNo() {
        Map<String, Boolean> choices = new LinkedHashMap<>();
        choices.put("true", true);
        choices.put("false", false);
        return new ChoiceKind<>(choices);
    }

    @Override
    public T parse(String text) {
        T value = choices.get(text.strip());
        if (value == null) {
            throw refuse(text);
        }
        return value;
    }

    @Override
    public String format(T value) {
        return choices.entrySet().stream()
                .filter(choice -> choice.getValue().equals(value))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public String expectation() {
        return choices.size() == 1
                ? "'" + choices.keySet().iterator().next() + "'"
                : "one of " + String.join(", ", choices.keySet());
    }
}
