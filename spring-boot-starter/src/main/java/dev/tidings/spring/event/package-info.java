/** Events of the application that are published to its hub. */
@NullMarked
package dev.tidings.spring.event;

import org.jspecify.annotations.NullMarked;
