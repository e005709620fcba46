@NullMarked
package io.seriba.persistence.postgres;

import org.jspecify.annotations.NullMarked;
