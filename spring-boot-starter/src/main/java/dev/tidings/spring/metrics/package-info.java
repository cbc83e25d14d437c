/** What is measured of an application's hub, and how it is. */
@NullMarked
package dev.tidings.spring.metrics;

import org.jspecify.annotations.NullMarked;
