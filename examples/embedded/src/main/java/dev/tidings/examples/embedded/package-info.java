/** A hub and its server inside an application. */
@NullMarked
package dev.tidings.examples.embedded;

import org.jspecify.annotations.NullMarked;
