package dev.tidings.spring.mvc;

class GracefulShutdownOnJettyTest extends GracefulShutdownContract {

    GracefulShutdownOnJettyTest() {
        super(WebApplication.Container.JETTY);
    }
}
