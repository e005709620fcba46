/**
 * Sales and lots: rules, section 2. Deterministic.
 *
 * <p>{@link io.seriba.auction.Auctions} is the way in: it routes a command to the part that knows
 * its rule. {@link io.seriba.auction.Catalogue} defines, {@link io.seriba.auction.LotLife} opens
 * and closes, {@link io.seriba.auction.Bidding} decides bids, {@link io.seriba.auction.Settling}
 * ends a sold lot. {@link io.seriba.auction.English} is the arithmetic of the one format there is;
 * another format is a sibling of it, chosen by the lot's {@code format} in {@code Bidding}.
 */
@NullMarked
package io.seriba.auction;

import org.jspecify.annotations.NullMarked;
