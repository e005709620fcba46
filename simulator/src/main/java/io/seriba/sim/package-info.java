/**
 * The deterministic simulator: engine, host, journal and gateway sessions on one thread in virtual
 * time, with faults, all of it from one seed.
 *
 * <p>What is real: the engine; the host with its ring, outbound buffer and readers, driven step by
 * step ({@link io.seriba.host.HostSteps}); a gateway's event loop with its sessions, joins and live
 * view, down to WebSocket frames ({@link io.seriba.gateway.ws.SteppedGateway}). What is simulated:
 * the disk ({@code SimDisk}) and a journal on it that keeps the contract of the one on Chronicle
 * Queue, whose memory-mapped files no simulated disk can stand in for ({@code SimJournal}); the
 * network; the clock; the clients.
 *
 * <p>{@code Director} chooses what happens, as {@code Action}s; a {@code Simulation} does them and
 * checks after each; {@code Truth} says what must have come of the log so far. The actions of a
 * seed that fails are shrunk by {@link io.seriba.sim.Simulator} to those that it takes. {@link
 * io.seriba.sim.Plant} are mistakes that must be found.
 */
@NullMarked
package io.seriba.sim;

import org.jspecify.annotations.NullMarked;
