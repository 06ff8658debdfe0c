package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.runs.store.StoreLocation.Server;

class StoreLocationTest {

  @Test
  void aUrlNamesServerDatabaseAndUserAndTheStudyNamesTheSchema() {
    assertThat(StoreLocation.server("postgresql://me@db.example.org:6543/sweeps", "flowers"))
        .isEqualTo(
            new Server(
                "db.example.org",
                6543,
                "sweeps",
                Optional.of("me"),
                "shapelaw_flowers",
                Optional.empty()))
        .hasToString("postgresql://me@db.example.org:6543/sweeps?schema=shapelaw_flowers");
    assertThat(StoreLocation.server("postgres://h/d?schema=mine&sslmode=verify-full", "flowers"))
        .isEqualTo(
            new Server("h", 5432, "d", Optional.empty(), "mine", Optional.of("verify-full")));
  }

  @Test
  void studiesOfDifferentNamesNeverShareASchema() {
    assertThat(
            Stream.of("a.b", "a-b", "a_b", "A_b", "a_b".repeat(30), "a_b".repeat(30) + "c")
                .map(name -> StoreLocation.server("postgresql://h/d", name).schema()))
        .doesNotHaveDuplicates()
        .allMatch(schema -> schema.matches("shapelaw_[a-z0-9_]{1,54}"));
  }

  @Test
  void aPasswordIsRefusedAndNeverTold() {
    for (String url : new String[] {"postgresql://me:secret@h/d", "postgresql://me:se cret@h/d"}) {
      assertThatThrownBy(() -> StoreLocation.server(url, "study"))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .doesNotContain("cret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://h",
        "postgresql:///d",
        "mysql://h/d",
        "h/d",
        "postgresql://h:0/d",
        "postgresql://h:99999/d",
        "postgresql://h/d?password=x",
        "postgresql://h/d?schema=Robert'); DROP TABLE",
        "postgresql://h/d?schema=a;b",
        "postgresql://h/a b"
      })
  void whatIsNoUrlOfAStoreIsRefused(String url) {
    assertThatThrownBy(() -> StoreLocation.server(url, "study"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must");
  }
}
