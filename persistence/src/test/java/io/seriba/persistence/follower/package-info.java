@NullMarked
package io.seriba.persistence.follower;

import org.jspecify.annotations.NullMarked;
