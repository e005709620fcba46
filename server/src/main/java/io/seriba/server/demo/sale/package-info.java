/** Act one: recorded auctions, played with their time compressed. */
@NullMarked
package io.seriba.server.demo.sale;

import org.jspecify.annotations.NullMarked;
