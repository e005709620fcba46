@NullMarked
package io.seriba.server.demo.stage;

import org.jspecify.annotations.NullMarked;
