package dev.tidings.load;

/** Whose requests they are. Immutable. */
interface Credentials {
    Credentials NONE = new Credentials() {
        @Override
        public String subscriber(long lane, int number) {
            return "";
        }

        @Override
        public String publisher() {
            return "";
        }
    };

    /** The {@code Authorization} field of a request that subscribes; empty for none. */
    String subscriber(long lane, int number);

    /** The {@code Authorization} field of requests that publish; empty for none. */
    String publisher();
}
