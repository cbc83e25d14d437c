/** For those who look after a hub: whose tokens are not believed any more, who is connected, and who is not to be. */
@NullMarked
package dev.tidings.server.admin;

import org.jspecify.annotations.NullMarked;
