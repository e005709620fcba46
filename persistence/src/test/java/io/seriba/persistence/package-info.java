@NullMarked
package io.seriba.persistence;

import org.jspecify.annotations.NullMarked;
