@NullMarked
package io.seriba.server.history;

import org.jspecify.annotations.NullMarked;
