/** Tests of an application's streams: what a client gets, and what it does not get. */
@NullMarked
package dev.tidings.spring.test;

import org.jspecify.annotations.NullMarked;
