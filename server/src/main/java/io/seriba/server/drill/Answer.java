package io.seriba.server.drill;

import java.util.UUID;

/**
 * What a client was told of a command.
 *
 * @param request the command's id
 * @param account who sent it
 * @param decidedAt where in the log it was decided
 * @param result what it made, or 0
 * @param reason ACCEPTED, or why not
 */
record Answer(UUID request, long account, long decidedAt, long result, String reason) {}
