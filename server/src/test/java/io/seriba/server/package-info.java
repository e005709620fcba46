@NullMarked
package io.seriba.server;

import org.jspecify.annotations.NullMarked;
