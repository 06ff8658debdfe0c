package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.CorruptImageException;

@Timeout(60)
class BatchStreamTest {

  private static final ImageSource SOURCE = ImageSources.open(new DataSpec.Fractals(8, 10, 2, 3));

  private static final int BATCH = 5;

  private record Content(long step, List<Integer> labels, List<Float> pixels) {

    static Content of(Batch batch) {
      var pixels = new ArrayList<Float>();
      for (int i = 0; i < batch.pixels().capacity(); i++) {
        pixels.add(batch.pixels().get(i));
      }
      List<Integer> labels = java.util.Arrays.stream(batch.labels()).boxed().toList();
      return new Content(batch.step(), labels, pixels);
    }
  }

  private static List<Content> read(long firstStep, int count, int threads)
      throws InterruptedException {
    var contents = new ArrayList<Content>();
    try (var stream = BatchStream.open(SOURCE, firstStep, BATCH, threads)) {
      for (int i = 0; i < count; i++) {
        contents.add(Content.of(stream.next()));
      }
    }
    return contents;
  }

  @Test
  void batchesHoldTheStreamInOrder() throws InterruptedException {
    List<Content> contents = read(0, 20, 3);
    var pixels = new float[3 * 8 * 8];
    for (int step = 0; step < 20; step++) {
      assertThat(contents.get(step).step()).isEqualTo(step);
      for (int i = 0; i < BATCH; i++) {
        int label = SOURCE.trainingImage(step * BATCH + i, pixels, 0);
        assertThat(contents.get(step).labels().get(i)).isEqualTo(label);
        List<Float> image =
            contents.get(step).pixels().subList(i * pixels.length, (i + 1) * pixels.length);
        assertThat(image).isEqualTo(list(pixels));
      }
    }
  }

  private static List<Float> list(float[] values) {
    var list = new ArrayList<Float>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void contentDoesNotDependOnThreads(int threads) throws InterruptedException {
    assertThat(read(0, 30, threads)).isEqualTo(read(0, 30, 1));
  }

  @Test
  void startingAtAStepEqualsSkippingToIt() throws InterruptedException {
    assertThat(read(13, 10, 2)).isEqualTo(read(0, 23, 2).subList(13, 23));
  }

  @Test
  void pixelsAreDirectAlignedAndInNativeOrder() throws InterruptedException {
    try (var stream = BatchStream.open(SOURCE, 0, BATCH, 1)) {
      Batch batch = stream.next();
      assertThat(batch.pixels().isDirect()).isTrue();
      assertThat(batch.pixels().order()).isEqualTo(java.nio.ByteOrder.nativeOrder());
      assertThat(batch.pixels().capacity()).isEqualTo(BATCH * 3 * 8 * 8);
      assertThat(java.lang.foreign.MemorySegment.ofBuffer(batch.pixels()).address() % 64).isZero();
    }
  }

  @Test
  void memoryIsUsedAgain() throws InterruptedException {
    var seen = new java.util.HashSet<Integer>();
    try (var stream = BatchStream.open(SOURCE, 0, BATCH, 2)) {
      for (int i = 0; i < 100; i++) {
        seen.add(System.identityHashCode(stream.next()));
      }
    }
    assertThat(seen).hasSizeLessThanOrEqualTo(2 + 3);
  }

  @Test
  void anErrorComesAtItsOwnBatchAndEndsTheStream() throws InterruptedException {
    var broken = new Broken(12, new CorruptImageException("dog/7.jpg", "was cut", null));
    try (var stream = BatchStream.open(broken, 0, BATCH, 3)) {
      stream.next();
      stream.next();
      assertThatThrownBy(stream::next)
          .isInstanceOf(CorruptImageException.class)
          .hasMessageContaining("dog/7.jpg");
      assertThatIllegalStateException().isThrownBy(stream::next);
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    var stream = BatchStream.open(SOURCE, 0, BATCH, 2);
    stream.next();
    assertThat(generators()).isNotEmpty().allMatch(Thread::isDaemon);
    stream.close();
    for (Thread thread : generators()) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThatIllegalStateException().isThrownBy(stream::next).withMessageContaining("closed");
  }

  @Test
  void countsTheConsumersWait() throws InterruptedException {
    try (var stream = BatchStream.open(new Slow(), 0, 1, 1)) {
      stream.next();
      assertThat(stream.waitingSeconds()).isBetween(0.01, 30.0);
    }
  }

  @Test
  void refusesImpossibleSizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> BatchStream.open(SOURCE, -1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchStream.open(SOURCE, 0, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchStream.open(SOURCE, 0, 1, 0));
  }

  @Test
  void aBatchThatNoBufferHoldsIsRefusedWithTheLargestThatFits() {
    // 2^31 bytes, less 129, hold 2796202 images of 3 · 8 · 8 floats.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchStream.open(SOURCE, 0, 3_000_000, 1))
        .withMessage("batch size must be at most 2796202 at 8 px but was 3000000.");
  }

  @Test
  void largeBatchesAreFewSoThatAllTakeAThirdOfTheMemory() {
    long gibibyte = 1L << 30;
    assertThat(BatchStream.batches(1000, 4, gibibyte)).isEqualTo(4 + 3);
    assertThat(BatchStream.batches(gibibyte / 12, 4, gibibyte)).isEqualTo(4);
    assertThat(BatchStream.batches(gibibyte, 4, gibibyte)).isEqualTo(2);
  }

  private static List<Thread> generators() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("image-generator-"))
        .toList();
  }

  /// Black one-pixel images.
  private static class Blank implements ImageSource {
    @Override
    public String fingerprint() {
      return "test";
    }

    @Override
    public int imageSize() {
      return 1;
    }

    @Override
    public int channels() {
      return 3;
    }

    @Override
    public int classes() {
      return 1;
    }

    @Override
    public int evaluationClasses() {
      return 2;
    }

    @Override
    public long distinctTrainingImages() {
      return Long.MAX_VALUE;
    }

    @Override
    public int evaluationImages(int evaluationClass) {
      return Integer.MAX_VALUE;
    }

    @Override
    public int trainingImage(long index, float[] pixels, int offset) {
      return 0;
    }

    @Override
    public int validationImages() {
      return 0;
    }

    @Override
    public int validationImage(int index, float[] pixels, int offset) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {}
  }

  private static final class Broken extends Blank {
    private final long at;
    private final RuntimeException failure;

    Broken(long at, RuntimeException failure) {
      this.at = at;
      this.failure = failure;
    }

    @Override
    public int trainingImage(long index, float[] pixels, int offset) {
      if (index == at) {
        throw failure;
      }
      return 0;
    }
  }

  private static final class Slow extends Blank {
    @Override
    public int trainingImage(long index, float[] pixels, int offset) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return 0;
    }
  }
}
