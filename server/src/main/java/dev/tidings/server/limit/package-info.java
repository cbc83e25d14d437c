/** What each principal and each address may take of a server. */
@NullMarked
package dev.tidings.server.limit;

import org.jspecify.annotations.NullMarked;
