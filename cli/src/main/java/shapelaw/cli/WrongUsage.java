package shapelaw.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import shapelaw.study.NearestName;

/// Tells of a command line that is not understood: one line about what is wrong and what may be
/// meant, one about help.
final class WrongUsage {

  /// Changes of letters that still make it likely that something else was meant.
  private static final int MOST_CHANGES = 2;

  /// The parser's list of an enum's constants, which the help shows in lower case.
  private static final Pattern CONSTANTS =
      Pattern.compile(
          "expected one of \\[(?<known>[A-Z0-9_, ]*)] \\(case-insensitive\\) but was '(?<written>.*)'$");

  private WrongUsage() {}

  /// Prints what is wrong.
  ///
  /// @return the exit code
  static int tell(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(message(wrong)));
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().getFirst(), wrong.getCommandLine());
    }
    return CONSTANTS
        .matcher(String.valueOf(wrong.getMessage()))
        .replaceAll((MatchResult found) -> Matcher.quoteReplacement(wrongConstant(found)));
  }

  private static String wrongConstant(MatchResult found) {
    String known = found.group("known").toLowerCase(Locale.ROOT);
    String written = found.group("written");
    List<String> names = List.of(known.split(", ", -1));
    String maybe =
        NearestName.synonym(written, names)
            .map(name -> " Maybe: " + name)
            .orElseGet(() -> maybe(written, names));
    return "expected one of [%s] but was '%s'.%s".formatted(known, written, maybe);
  }

  private static String unknown(String argument, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (argument.startsWith("-")) {
      String option = argument.replaceFirst("=.*", "");
      return "%s has no option %s.%s"
          .formatted(name, option, maybe(option, command.getCommandSpec().optionsMap().keySet()));
    }
    Set<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "%s takes no further argument but was given '%s'.".formatted(name, argument)
        : "%s has no command '%s'.%s".formatted(name, argument, maybe(argument, commands));
  }

  /// What is nearest to what was typed, for example ` Maybe: run`; empty if nothing is near.
  static String maybe(String typed, Collection<String> known) {
    var distance = new LevenshteinDistance(MOST_CHANGES);
    List<String> near =
        new TreeSet<>(known)
            .stream()
                .filter(name -> name.length() > MOST_CHANGES && changes(distance, typed, name) >= 0)
                .sorted(Comparator.comparingInt(name -> changes(distance, typed, name)))
                .toList();
    return near.isEmpty()
        ? ""
        : near.stream()
            .filter(
                name -> changes(distance, typed, name) == changes(distance, typed, near.getFirst()))
            .collect(Collectors.joining(" or ", " Maybe: ", ""));
  }

  private static int changes(LevenshteinDistance distance, String typed, String name) {
    return distance.apply(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
  }
}
