/** Endpoints that are added to an application under test: what a test has it do, and what the test cannot see from outside. */
@NullMarked
package dev.tidings.probe;

import org.jspecify.annotations.NullMarked;
