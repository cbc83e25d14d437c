/** A load generator that counts what is lost and what arrives twice. */
@NullMarked
package dev.tidings.load;

import org.jspecify.annotations.NullMarked;
