package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.torch.data.LabelledImages.Block;

class EpochOrderTest {

  private static final int[] TRAINING = IntStream.range(0, 1000).filter(i -> i % 7 != 3).toArray();

  /// Fifty blocks of twenty pictures, ten bytes each.
  private static final List<Block> BLOCKS =
      IntStream.range(0, 50).mapToObj(b -> new Block(20 * b, 20 * b + 20, 10)).toList();

  @Test
  void aShuffleIsThatOfTheCollections() {
    for (int size : new int[] {0, 1, 2, 100}) {
      var list = new ArrayList<>(IntStream.range(0, size).boxed().toList());
      Collections.shuffle(list, new SplittableRandom(5));
      int[] array = IntStream.range(0, size).toArray();
      EpochOrder.shuffle(array, 0, size, new SplittableRandom(5));
      assertThat(array).containsExactly(list.stream().mapToInt(i -> i).toArray());
    }
  }

  @Test
  void windowsShowEveryTrainingPictureOnce() {
    for (long windowBytes : new long[] {0, 1, 10, 45, 1000}) {
      int[] order = EpochOrder.of(TRAINING, BLOCKS, windowBytes, 1, 0);
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      assertThat(sorted).containsExactly(TRAINING);
      assertThat(order).isNotEqualTo(EpochOrder.of(TRAINING, BLOCKS, windowBytes, 1, 1));
      assertThat(order).isEqualTo(EpochOrder.of(TRAINING, BLOCKS, windowBytes, 1, 0));
    }
  }

  /// A window of four blocks: pictures of a fifth come only when all of these have been shown.
  @Test
  void picturesComeFromTheBlocksOfOneWindowAtATime() {
    int[] order = EpochOrder.of(TRAINING, BLOCKS, 45, 1, 0);
    var finished = new HashSet<Integer>();
    var window = new HashSet<Integer>();
    int mixed = 0;
    for (int i = 0; i < order.length; i++) {
      int block = order[i] / 20;
      assertThat(finished).doesNotContain(block);
      if (!window.contains(block) && window.size() == 4) {
        finished.addAll(window);
        window.clear();
      }
      window.add(block);
      mixed += i > 0 && order[i - 1] / 20 != block ? 1 : 0;
    }
    // In a full shuffle of four equal blocks three of four neighbours lie in different ones.
    assertThat(mixed / (double) order.length).isBetween(0.65, 0.85);
  }

  @Test
  void whatFitsIntoOneWindowIsShuffledAllTogether() {
    int[] order = EpochOrder.of(TRAINING, BLOCKS, 1, 0);
    long distant = 0;
    for (int i = 1; i < order.length; i++) {
      distant += Math.abs(order[i] - order[i - 1]);
    }
    // Two random numbers below n are n / 3 apart on average; the standard error here is about 8.
    assertThat(distant / (double) order.length).isBetween(300.0, 367.0);
  }
}
