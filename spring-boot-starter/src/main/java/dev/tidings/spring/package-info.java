/** A hub in a Spring Boot application: its beans and its settings. */
@NullMarked
package dev.tidings.spring;

import org.jspecify.annotations.NullMarked;
