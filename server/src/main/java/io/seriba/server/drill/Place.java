package io.seriba.server.drill;

import io.seriba.server.drill.Mix.Domain;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What all drills are told.
 *
 * @param directory for data and logs
 * @param settings of the operator's for the servers, {@code KEY=VALUE}; they win
 * @param flags for the servers' JVMs, besides those of this process
 * @param domains what the load is made of
 */
public record Place(
    Path directory, List<String> settings, List<String> flags, Set<Domain> domains) {
  Site site(List<String> own) {
    return Site.in(directory, own, settings, flags);
  }
}
