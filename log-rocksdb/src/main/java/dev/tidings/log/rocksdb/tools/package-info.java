/** Looking at a log from outside: what is in it, a copy of it, and whether it is whole. */
@NullMarked
package dev.tidings.log.rocksdb.tools;

import org.jspecify.annotations.NullMarked;
