package dev.tidings.server.subscribe;

import dev.tidings.server.http.Problem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.stream.Collectors;

/** What a bound query has to fulfil besides its types. Safe for any thread. */
interface Constraints {

    /** @throws dev.tidings.server.http.ProblemException 400 */
    void check(Record query);

    /**
     * Those that a type declares by Jakarta Validation, where that is present.
     *
     * @throws IllegalArgumentException if it is, but nothing implements it
     */
    static Constraints of(Class<? extends Record> type) {
        try {
            Class.forName("jakarta.validation.Validation", false, Constraints.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            return query -> {};
        }
        return Declared.of(type);
    }

    /** Loaded only where there is such a thing. */
    final class Declared implements Constraints {

        private final Validator validator;

        private Declared(Validator validator) {
            this.validator = validator;
        }

        static Constraints of(Class<? extends Record> type) {
            try {
                Validator validator = Validation.buildDefaultValidatorFactory().getValidator();
                return validator.getConstraintsForClass(type).isBeanConstrained()
                        ? new Declared(validator)
                        : query -> {};
            } catch (ValidationException e) {
                throw new IllegalArgumentException(
                        "query: " + type.getName() + ": Jakarta Validation is on the class path and does not start"
                                + " (expected: an implementation, such as Hibernate Validator with Expressly)",
                        e);
            }
        }

        @Override
        public void check(Record query) {
            Set<ConstraintViolation<Record>> violations = validator.validate(query);
            if (!violations.isEmpty()) {
                throw Problem.of(
                                400,
                                violations.stream()
                                        .map(violation -> "parameter '" + violation.getPropertyPath() + "': "
                                                + violation.getMessage())
                                        .sorted()
                                        .collect(Collectors.joining("; ")))
                        .toException();
            }
        }
    }
}
