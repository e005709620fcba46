/** What a gateway sees of the core, and nothing else of it. */
@NullMarked
package io.seriba.client;

import org.jspecify.annotations.NullMarked;
