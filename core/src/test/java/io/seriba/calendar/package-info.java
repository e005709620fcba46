@NullMarked
package io.seriba.calendar;

import org.jspecify.annotations.NullMarked;
