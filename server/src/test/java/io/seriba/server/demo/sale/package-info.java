@NullMarked
package io.seriba.server.demo.sale;

import org.jspecify.annotations.NullMarked;
