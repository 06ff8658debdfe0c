package shapelaw.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Keeps what Spark says in a file beside the study: a lost executor is no news on the terminal,
/// where the attempt that it carried out is told.
final class SparkLog {

  /// Its name in the study's folder.
  static final String FILE = "spark.log";

  private static final List<String> TALKERS =
      List.of("org.apache", "org.sparkproject", "io.netty", "org.eclipse.jetty");

  private SparkLog() {}

  /// From now on, warnings of Spark and its libraries go to `file` and nowhere else.
  static void into(Path file) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %-5level [%thread] %logger{0}: %msg%n");
    encoder.start();
    var appender = new FileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    for (String name : TALKERS) {
      Logger logger = context.getLogger(name);
      logger.setLevel(Level.WARN);
      logger.setAdditive(false);
      logger.addAppender(appender);
    }
  }
}
