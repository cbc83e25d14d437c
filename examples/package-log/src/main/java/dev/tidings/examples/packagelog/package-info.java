/** A Debian package log as events. */
@NullMarked
package dev.tidings.examples.packagelog;

import org.jspecify.annotations.NullMarked;
