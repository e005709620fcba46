package io.seriba.gateway.ws;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Netty's leak detector, keeping what it finds for {@link NoLeaks}; named in the module's pom. */
public final class LeakCollector<T> extends ResourceLeakDetector<T> {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  public LeakCollector(Class<T> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  public LeakCollector(Class<T> resource, int samplingInterval, long maxActive) {
    super(resource, samplingInterval);
  }

  static List<String> leaks() {
    return List.copyOf(LEAKS);
  }

  static void forget() {
    LEAKS.clear();
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType);
  }
}
