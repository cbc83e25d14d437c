/** A hub that runs elsewhere, as an application sees it: publish to it, subscribe to it. */
@NullMarked
package dev.tidings.hubclient;

import org.jspecify.annotations.NullMarked;
