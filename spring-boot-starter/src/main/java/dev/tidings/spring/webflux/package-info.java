/** Streams in applications of Spring WebFlux: what a controller's return value becomes. */
@NullMarked
package dev.tidings.spring.webflux;

import org.jspecify.annotations.NullMarked;
