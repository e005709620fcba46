package io.seriba.gateway.ws;

import io.seriba.sbe.Role;

/**
 * Who a session is.
 *
 * @param account the account that its commands act for; 0: nobody, an anonymous viewer
 * @param role what it may do
 * @param expiresAt when the token ends, microseconds since the epoch; {@link Long#MAX_VALUE}: never
 */
public record Identity(long account, Role role, long expiresAt) {

  /** A viewer without a token. */
  public static final Identity ANONYMOUS = new Identity(0, Role.VIEWER, Long.MAX_VALUE);

  /** Checks that the parts fit each other. */
  public Identity {
    if (account < 0 || role == Role.NULL_VAL) {
      throw new IllegalArgumentException("account " + account + ", role " + role);
    }
    if (account == 0 && role != Role.VIEWER) {
      throw new IllegalArgumentException("nobody can only be a viewer, not " + role);
    }
  }

  /** Tells whether this session may send what asks for the given role at least. */
  public boolean may(Role least) {
    return role.value() >= least.value();
  }
}
