package dev.tidings.spring.test;

@TidingsTest(
        classes = TestedApplication.class,
        properties = {TestedApplication.OPEN, "spring.main.web-application-type=reactive"})
class WebFluxRecorderTest extends RecorderContract {}
