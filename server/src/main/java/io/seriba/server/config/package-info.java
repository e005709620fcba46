/** The configuration: where it comes from, what it may be, and what is wrong with it. */
@NullMarked
package io.seriba.server.config;

import org.jspecify.annotations.NullMarked;
