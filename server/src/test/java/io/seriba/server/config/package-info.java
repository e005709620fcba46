@NullMarked
package io.seriba.server.config;

import org.jspecify.annotations.NullMarked;
