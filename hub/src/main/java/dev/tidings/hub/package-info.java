/** The hub as an application sees it: publish, listen, stream. */
@NullMarked
package dev.tidings.hub;

import org.jspecify.annotations.NullMarked;
