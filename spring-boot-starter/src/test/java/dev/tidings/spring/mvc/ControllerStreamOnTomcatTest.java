package dev.tidings.spring.mvc;

class ControllerStreamOnTomcatTest extends ControllerStreamContract {

    ControllerStreamOnTomcatTest() {
        super(WebApplication.Container.TOMCAT);
    }
}
