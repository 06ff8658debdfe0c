package shapelaw.runs.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shapelaw.run.Sha256;

/// Where a study's store is: a file of this machine, or a PostgreSQL server that a team shares.
public sealed interface StoreLocation {

  /// An SQLite file on a local disk.
  ///
  /// @param path the file
  record LocalFile(Path path) implements StoreLocation {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// A schema of a PostgreSQL database. It holds no password: the driver finds it in the usual
  /// places.
  ///
  /// @param host name or address of the server
  /// @param port its port
  /// @param database name of the database
  /// @param user who connects; empty for `PGUSER`, or who runs this process
  /// @param schema holds this study alone
  /// @param sslMode the driver's `sslmode`; empty for its default
  record Server(
      String host,
      int port,
      String database,
      Optional<String> user,
      String schema,
      Optional<String> sslMode)
      implements StoreLocation {

    /// Where PostgreSQL listens unless told otherwise.
    public static final int DEFAULT_PORT = 5432;

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
    private static final Set<String> OPTIONS = Set.of("schema", "sslmode");

    public Server {
      require(!host.isBlank(), "a PostgreSQL store must name a host");
      require(port > 0 && port < 1 << 16, "the port must be in 1 to 65535 but was " + port);
      require(
          DATABASE.matcher(database).matches(),
          "the database must be named by letters, digits, '_', '.' and '-' but was '%s'"
              .formatted(database));
      require(
          SCHEMA.matcher(schema).matches(),
          "the schema must be named by up to 63 lower-case letters, digits and '_' but was '%s'"
              .formatted(schema));
    }

    private static void require(boolean holds, String message) {
      if (!holds) {
        throw new IllegalArgumentException(
            message + ". It looks like postgresql://user@host:5432/database");
      }
    }

    /// As it is written in a study file.
    @Override
    public String toString() {
      return "postgresql://%s%s:%d/%s?schema=%s"
          .formatted(user.map(name -> name + "@").orElse(""), host, port, database, schema);
    }
  }

  /// Reads `postgresql://[user@]host[:port]/database[?schema=NAME&sslmode=MODE]`.
  ///
  /// @param url the text
  /// @param study name of the study, which names the schema unless the text does
  /// @throws IllegalArgumentException if the text is no such URL, or holds a password
  static Server server(String url, String study) {
    URI uri = uri(url);
    if (!Set.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))
        || uri.getHost() == null) {
      throw notAUrl(null);
    }
    String user = uri.getUserInfo();
    if (user != null && user.contains(":")) {
      throw new IllegalArgumentException(
          "the URL of a run store must hold no password, since study files are shared, but holds one. Maybe set PGPASSWORD, or use ~/.pgpass.");
    }
    Map<String, String> options = options(uri.getQuery());
    String path = String.valueOf(uri.getPath());
    return new Server(
        uri.getHost(),
        uri.getPort() == -1 ? Server.DEFAULT_PORT : uri.getPort(),
        path.startsWith("/") ? path.substring(1) : path,
        Optional.ofNullable(user),
        options.getOrDefault("schema", schemaOf(study)),
        Optional.ofNullable(options.get("sslmode")));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw notAUrl(e);
    }
  }

  /// Never tells the text: it may hold a password.
  private static IllegalArgumentException notAUrl(@Nullable Throwable cause) {
    return new IllegalArgumentException(
        "the URL of a run store must look like postgresql://user@host:5432/database but does not.",
        cause);
  }

  private static Map<String, String> options(@Nullable String query) {
    var options = new LinkedHashMap<String, String>();
    if (query == null) {
      return options;
    }
    for (String option : query.split("&", -1)) {
      String[] parts = option.split("=", 2);
      if (parts.length != 2 || !Server.OPTIONS.contains(parts[0])) {
        throw new IllegalArgumentException(
            "an option of a run store's URL must be one of %s but was '%s'."
                .formatted(Server.OPTIONS.stream().sorted().toList(), parts[0]));
      }
      options.put(parts[0], parts[1]);
    }
    return options;
  }

  /// Schema of a study: its name where that is a lower-case identifier, else as much of it as is,
  /// with a hash that keeps different names apart.
  private static String schemaOf(String study) {
    String plain = study.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String schema = "shapelaw_" + plain;
    if (plain.equals(study) && schema.length() <= 63) {
      return schema;
    }
    String cut = schema.substring(0, Math.min(schema.length(), 54));
    return cut + "_" + HexFormat.of().formatHex(Sha256.of(study), 0, 4);
  }
}
