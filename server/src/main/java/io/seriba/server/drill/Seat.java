package io.seriba.server.drill;

import io.seriba.sbe.Role;

/**
 * Who speaks over one connection.
 *
 * @param sender makes its request ids different from those of all others; a sender has one seat
 * @param account whom it acts for
 * @param window how many of its commands may be unanswered at a time
 */
record Seat(int sender, long account, Role role, int window, Part part) {}
