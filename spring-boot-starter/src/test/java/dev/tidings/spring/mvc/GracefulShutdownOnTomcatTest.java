package dev.tidings.spring.mvc;

class GracefulShutdownOnTomcatTest extends GracefulShutdownContract {

    GracefulShutdownOnTomcatTest() {
        super(WebApplication.Container.TOMCAT);
    }
}
