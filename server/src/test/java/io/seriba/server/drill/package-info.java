@NullMarked
package io.seriba.server.drill;

import org.jspecify.annotations.NullMarked;
