package shapelaw.spark.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkSettings;
import shapelaw.spark.worker.TrialTask;

/// An order in Spark's properties.
final class ApplicationConf {

  private static final String EXECUTOR_FLAGS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";
  private static final double MIB_PER_GIB = 1024;

  private ApplicationConf() {}

  /// One executor for each trial: Spark sets cores, memory and GPUs aside by executor, and what
  /// kills one takes no other trial along. Properties of the user come last and win.
  static SparkConf of(SparkOrder order) {
    SparkSettings settings = order.settings();
    String threads = Integer.toString(order.trial().threadsPerWorker());
    var conf =
        new SparkConf()
            .setMaster(order.master())
            .setAppName("shapelaw " + order.name())
            .set("spark.ui.enabled", "false")
            .set("spark.ui.showConsoleProgress", "false")
            .set("spark.task.cpus", threads)
            .set("spark.executor.cores", threads)
            .set("spark.executor.memory", Math.round(settings.memoryGib() * MIB_PER_GIB) + "m")
            .set("spark.executor.extraJavaOptions", EXECUTOR_FLAGS)
            .set("spark.executorEnv.JAVA_HOME", javaHome(order));
    useGpus(conf, settings.gpusPerTrial());
    leaveRetriesToShapelaw(conf);
    sendOwnCode(conf);
    settings.conf().forEach(conf::set);
    return conf;
  }

  private static void useGpus(SparkConf conf, int gpus) {
    if (gpus > 0) {
      conf.set("spark.executor.resource.gpu.amount", Integer.toString(gpus));
      conf.set("spark.task.resource.gpu.amount", Integer.toString(gpus));
    }
  }

  /// Each attempt has a fence token of its own, so no task may run twice.
  private static void leaveRetriesToShapelaw(SparkConf conf) {
    conf.set("spark.task.maxFailures", "1");
    conf.set("spark.stage.maxConsecutiveAttempts", "1");
    conf.set("spark.speculation", "false");
    conf.set("spark.dynamicAllocation.enabled", "false");
  }

  private static void sendOwnCode(SparkConf conf) {
    Path code =
        Path.of(TrialTask.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    if (Files.isDirectory(code)) {
      conf.set("spark.executor.extraClassPath", code.toString()); // while developing
    } else {
      conf.set("spark.jars", code.toString());
    }
  }

  /// Executors run on the Java of the trials, since [TrialTask] is compiled for it.
  private static String javaHome(SparkOrder order) {
    Path java =
        Path.of(SparkExecutor.javaCommandPrefix(order.trial(), order.settings()).getFirst());
    return String.valueOf(java.toAbsolutePath().resolve("../..").normalize());
  }
}
