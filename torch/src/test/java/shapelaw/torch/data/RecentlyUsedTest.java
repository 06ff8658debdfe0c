package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

  private static final int THREADS = 4;

  /// Reading takes more memory than what it gives.
  @Test
  void severalThreadsReadOneItemAtATime() {
    var active = new AtomicInteger();
    var most = new AtomicInteger();
    var start = new CountDownLatch(THREADS);
    var found = new ConcurrentHashMap<Integer, String>();
    var recent =
        new RecentlyUsed<String>(
            number -> {
              most.accumulateAndGet(active.incrementAndGet(), Math::max);
              LockSupport.parkNanos(20_000_000);
              active.decrementAndGet();
              return "item " + number;
            },
            String::length);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        threads.execute(() -> {
          start.countDown();
          try {
            start.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          found.put(number, recent.get(number));
        });
      }
    }
    assertThat(found).hasSize(THREADS).containsEntry(3, "item 3");
    assertThat(most).hasValue(1);
  }
}
