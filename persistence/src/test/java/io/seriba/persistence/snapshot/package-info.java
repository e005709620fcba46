@NullMarked
package io.seriba.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
