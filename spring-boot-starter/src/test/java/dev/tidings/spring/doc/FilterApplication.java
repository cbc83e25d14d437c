package dev.tidings.spring.doc;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The application of docs/spring.md, as its test finds it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(SpringDocTest.Application.class)
class FilterApplication {}
