package dev.tidings.cli.config;

/** A whole number without a unit. */
record IntegerKind(int min, int max) implements Kind<Integer> {
    @Override
    public Integer parse(String text) {
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw refuse(text);
        }
        if (value < min || value > max) {
            throw refuse(text);
        }
        return value;
    }

    @Override
    public String format(Integer value) {
        return value.toString();
    }

    @Override
    public String expectation() {
        return max == Integer.MAX_VALUE
                ? "a whole number, at least " + min
                : "a whole number from " + min + " to " + max;
    }
}
