@NullMarked
package io.seriba.server.demo.box;

import org.jspecify.annotations.NullMarked;
