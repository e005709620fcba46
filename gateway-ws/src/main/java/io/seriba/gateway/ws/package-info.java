/**
 * The WebSocket gateway: checks who you are and how much you may send, hands commands to the core,
 * and fans its events out. It decides nothing, and has no code per command or event.
 *
 * <p>Where things are:
 *
 * <ul>
 *   <li>{@link io.seriba.gateway.ws.WebSocketGateway}: its life, and what event loops share; {@link
 *       io.seriba.gateway.ws.GatewayOptions}, {@link io.seriba.gateway.ws.Stats}
 *   <li>{@code Loop}: one event loop's sessions and events, all on one thread, without a lock
 *   <li>{@code Handshake}, {@link io.seriba.gateway.ws.Tokens}, {@code Admission}: who gets in
 *   <li>{@code Session}: one connection; {@link io.seriba.gateway.ws.CloseCode}: how it ends
 *   <li>{@code Inbound}, {@code Joins}, {@code MessageRate}, {@code BidLimit}: what clients send
 *   <li>{@link io.seriba.gateway.ws.client.WebSocketClient}: the other end
 *   <li>{@code LiveView}, {@code Topic}, {@code TextFrames}, {@code Replies}: what they get
 * </ul>
 *
 * <p>What holds: an event is encoded at most once on each loop, and its bytes are shared by all
 * receivers ({@code DeliveryTest}); a join's state and the events after it have neither gap nor
 * double ({@code JoinTest}); whoever doesn't read costs nobody else ({@code SlowClientTest}); no
 * input ends more than its own connection ({@code FuzzTest}); every buffer is released ({@code
 * NoLeaks}, around every test).
 */
@NullMarked
package io.seriba.gateway.ws;

import org.jspecify.annotations.NullMarked;
