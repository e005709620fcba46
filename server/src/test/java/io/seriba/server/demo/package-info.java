@NullMarked
package io.seriba.server.demo;

import org.jspecify.annotations.NullMarked;
