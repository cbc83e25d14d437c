package dev.tidings.spring.mvc;

class ControllerStreamOnJettyTest extends ControllerStreamContract {

    ControllerStreamOnJettyTest() {
        super(WebApplication.Container.JETTY);
    }
}
