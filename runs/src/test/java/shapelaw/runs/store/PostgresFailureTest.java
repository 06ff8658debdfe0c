package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.runs.store.StoreLocation.Server;

/// Each fault of a server has a sentence of its own, with a way out.
final class PostgresFailureTest {

  private static Server server(String host, int port) {
    return new Server(host, port, "sweeps", Optional.of("me"), "shapelaw_x", Optional.empty());
  }

  @Test
  void anUnknownHostIsNotTakenForAServerThatIsDown() {
    assertThatThrownBy(() -> RunStore.open(server("db.invalid", 5432)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the name db.invalid is not")
        .hasMessageContaining("correct the URL")
        .hasMessageNotContaining("stored before");
  }

  @Test
  void aServerThatIsDownIsNotTakenForALostConnection() {
    assertThatThrownBy(() -> RunStore.open(server("localhost", 1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no PostgreSQL took the connection at localhost:1")
        .hasMessageContaining("Maybe start the server")
        .hasMessageNotContaining("lost")
        .hasMessageNotContaining("..");
  }

  @ParameterizedTest
  @CsvSource({
    "28P01, refused the password of this user",
    "28000, refused this user",
    "3D000, Maybe: createdb sweeps",
    "57P03, no PostgreSQL took the connection",
    "53300, has run out of a resource"
  })
  void whyNoSessionBeganIsTold(String state, String told) {
    assertThat(PostgresDatabase.refusal(server("db", 5432), new SQLException("FATAL: why", state)))
        .hasMessageContaining(told)
        .hasMessageContaining("Maybe")
        .hasMessageNotContaining("lost");
  }

  @ParameterizedTest
  @CsvSource({"08006", "57P01"})
  void aSessionThatEndsIsALostConnection(String state) {
    assertThat(PostgresDatabase.failure(server("db", 5432), new SQLException("gone", state)))
        .hasMessageContaining("was lost (gone). What was stored before is safe");
  }
}
