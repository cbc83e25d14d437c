/** Publishing without a library of Tidings, and from an outbox: docs/publishing.md shows it. */
@NullMarked
package dev.tidings.examples.publishing;

import org.jspecify.annotations.NullMarked;
