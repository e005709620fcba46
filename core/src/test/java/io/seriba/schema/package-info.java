@NullMarked
package io.seriba.schema;

import org.jspecify.annotations.NullMarked;
