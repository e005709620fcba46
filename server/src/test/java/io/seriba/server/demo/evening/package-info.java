@NullMarked
package io.seriba.server.demo.evening;

import org.jspecify.annotations.NullMarked;
