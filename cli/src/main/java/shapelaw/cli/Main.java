package shapelaw.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.ExecutorUnavailableException;
import shapelaw.runs.imports.TableFileException;
import shapelaw.runs.logs.LogException;
import shapelaw.runs.store.StoreException;
import shapelaw.shape.UnknownNameException;
import shapelaw.spark.SparkUnavailableException;
import shapelaw.study.StudyException;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.weights.WeightsException;

/// `shapelaw`: plan → run → fit → recommend → report.
@Command(
    name = "shapelaw",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Finds the compute-optimal shape (width, depth, MLP size) of a Vision Transformer",
      "for your data, compute budget and hardware."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands, in the order of a study:%n",
    footer = {"", "First time here? Try: shapelaw demo"},
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      LearningRateCommand.class,
      PlanCommand.class,
      RunCommand.class,
      StatusCommand.class,
      ServeCommand.class,
      LogsCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      FitCommand.class,
      CurvesCommand.class,
      RecommendCommand.class,
      ReportCommand.class,
      SimulateCommand.class,
      CostCommand.class,
      WeightsCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {

  /// Exit code when a command could not do its work.
  static final int FAILED = 1;

  /// Exit code after Ctrl-C, as shells have it.
  static final int INTERRUPTED = 130;

  private Main() {}

  /// Runs a command and exits with its code: 0 done, 1 failed with one clear message, 2 wrong
  /// usage.
  public static void main(String[] args) {
    // Numbers are written the same on every machine, so that they can be compared and read by
    // programs.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    CommandLine command = commandLine();
    int code = execute(command, args);
    command.getOut().flush();
    command.getErr().flush();
    System.exit(code);
  }

  private static int execute(CommandLine command, String[] args) {
    try {
      return command.execute(args);
    } catch (LinkageError e) {
      command
          .getErr()
          .println(
              "Training needs libtorch, which is here for Linux on x86-64 only, but it could not be loaded: "
                  + e.getMessage()
                  + ". Maybe: shapelaw doctor");
      return FAILED;
    }
  }

  static CommandLine commandLine() {
    CommandLine command =
        new CommandLine(new Main())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Main::handle)
            .setParameterExceptionHandler(WrongUsage::tell);
    giveHelp(command);
    return command;
  }

  /// Every command answers `--help`.
  private static void giveHelp(CommandLine command) {
    showConstantsInLowerCase(command.getCommandSpec());
    for (CommandLine subcommand : command.getSubcommands().values()) {
      if (!(subcommand.getCommand() instanceof CommandLine.HelpCommand)) {
        subcommand.getCommandSpec().mixinStandardHelpOptions(true);
        giveHelp(subcommand);
      }
    }
  }

  /// Constants are shown as study files write them; either way of writing is understood.
  private static void showConstantsInLowerCase(CommandSpec spec) {
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (option.type().isEnum() && option.group() == null) {
        spec.remove(option);
        spec.addOption(inLowerCase(option));
      }
    }
  }

  private static OptionSpec inLowerCase(OptionSpec option) {
    List<String> names =
        Arrays.stream(option.type().getEnumConstants()).map(Main::inLowerCase).toList();
    OptionSpec.Builder changed = OptionSpec.builder(option).completionCandidates(names);
    return option.initialValue() == null
        ? changed.build()
        : changed.defaultValue(inLowerCase(option.initialValue())).build();
  }

  private static String inLowerCase(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  static PrintWriter out(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /// Outcomes that a user can mend are one message; everything else is a defect and shows where.
  private static int handle(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof InterruptedException) {
      return INTERRUPTED; // the progress line has said that what is finished is safe
    }
    if (isForUsers(e)) {
      err.println(command.getColorScheme().errorText(message(e)));
    } else {
      err.println("This should not have happened; please report it with what follows.");
      e.printStackTrace(err);
    }
    err.flush();
    return FAILED;
  }

  private static boolean isForUsers(Exception e) {
    return e instanceof CommandFailure
        || e instanceof IllegalArgumentException
        || e instanceof ExecutorUnavailableException
        || e instanceof FileSystemException
        || e instanceof ImageDataException
        || e instanceof LogException
        || e instanceof TrainingFailure
        || e instanceof SparkUnavailableException
        || e instanceof StoreException
        || e instanceof StudyException
        || e instanceof TableFileException
        || e instanceof WeightsException;
  }

  private static String message(Exception e) {
    return switch (e) {
      case UnknownNameException unknown ->
          unknown.getMessage() + WrongUsage.maybe(unknown.written(), unknown.known());
      case FileSystemException file when file.getReason() != null ->
          "%s: %s".formatted(file.getFile(), file.getReason());
      case NoSuchFileException file -> "%s must exist but does not.".formatted(file.getFile());
      case FileAlreadyExistsException file ->
          "%s must not exist yet but does; it was left as it is.".formatted(file.getFile());
      case AccessDeniedException file ->
          "%s must be accessible but permission was denied.".formatted(file.getFile());
      case FileSystemException file ->
          "%s: %s".formatted(file.getFile(), file.getClass().getSimpleName());
      default -> String.valueOf(e.getMessage());
    };
  }

  /// Version of Shapelaw as the launcher knows it.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"shapelaw " + System.getProperty("shapelaw.version", "dev")};
    }
  }
}
