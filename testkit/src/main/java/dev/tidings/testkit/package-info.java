/** What a test of a hub, or of a log behind one, starts from. */
@NullMarked
package dev.tidings.testkit;

import org.jspecify.annotations.NullMarked;
