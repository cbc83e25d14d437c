/** Programs that publish to a hub and subscribe to it by {@code HubClient}. */
@NullMarked
package dev.tidings.examples.hubclient;

import org.jspecify.annotations.NullMarked;
