/** What can be set, where it was set, and what it came to. Knows nothing of commands. */
@NullMarked
package dev.tidings.cli.config;

import org.jspecify.annotations.NullMarked;
