/** Controllers of Spring MVC that return streams. */
@NullMarked
package dev.tidings.spring.mvc;

import org.jspecify.annotations.NullMarked;
