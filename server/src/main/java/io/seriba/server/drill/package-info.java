/**
 * Drills: real servers, as processes of their own, through what may befall them, and whether they
 * keep what they promised.
 */
@NullMarked
package io.seriba.server.drill;

import org.jspecify.annotations.NullMarked;
