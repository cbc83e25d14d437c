package dev.tidings.spring.test;

@TidingsTest(
        classes = TestedApplication.class,
        properties = {TestedApplication.OPEN, "tidings.log.directory=/nowhere/that/is/written"})
class MvcRecorderTest extends RecorderContract {}
