package shapelaw.runs.logs;

import java.util.List;
import java.util.Map;

/// What is called how in MLflow, in folders and on servers.
final class MlflowFacts {

  /// Tag under which Shapelaw writes the id of its run.
  static final String RUN_TAG = "shapelaw.run";

  /// Names of the statuses by their number in files, from 1.
  private static final List<String> STATUSES =
      List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

  private MlflowFacts() {}

  /// Adds what every run has.
  static void add(Map<String, String> facts, String experiment, String name, String status) {
    facts.put("experiment", experiment);
    facts.put("name", name);
    facts.put("status", status(status));
  }

  /// The name of a status that may be a number.
  private static String status(String status) {
    return status.matches("[1-5]") ? STATUSES.get(Integer.parseInt(status) - 1) : status;
  }

  /// The number of a status in files.
  static int code(String status) {
    return STATUSES.indexOf(status) + 1;
  }

  /// False for MLflow's own tags, which say who ran what from where.
  static boolean isOfUser(String tag) {
    return !tag.startsWith("mlflow.");
  }
}
