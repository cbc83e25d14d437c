package dev.tidings.servlet;

/** The containers that every test is run in. */
enum ContainerKind {
    TOMCAT,
    JETTY;

    /** @param settings what the test wants otherwise than it is */
    TestContainer start(TestContainer.Settings settings) {
        return switch (this) {
            case TOMCAT -> new EmbeddedTomcat(settings);
            case JETTY -> new EmbeddedJetty(settings);
        };
    }
}
