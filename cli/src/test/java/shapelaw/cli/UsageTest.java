package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// What a command line that is not understood is answered, and what help shows.
final class UsageTest {

  @ParameterizedTest
  @CsvSource({
    "rnu, shapelaw has no command 'rnu'. Maybe: run, shapelaw",
    "statsu, shapelaw has no command 'statsu'. Maybe: status, shapelaw",
    "xyzzy, shapelaw has no command 'xyzzy'., shapelaw",
    "run --extnd=3, shapelaw run has no option --extnd. Maybe: --extend, shapelaw run",
    "run --unheard-of, shapelaw run has no option --unheard-of., shapelaw run",
    "status a b, shapelaw status takes no further argument but was given 'b'., shapelaw status",
    "bench lwas, shapelaw bench has no command 'lwas'. Maybe: laws, shapelaw bench"
  })
  void whatIsMistypedIsAnsweredWithWhatIsNear(String line, String told, String command) {
    Outcome outcome = run(line.split(" ", -1));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).isEqualTo("%s%nTry '%s --help'.%n".formatted(told, command));
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void constantsAreShownAsStudyFilesWriteThem() {
    assertThat(run("bench", "train", "--help").out())
        .contains("auto, cpu, cuda (default: auto)")
        .contains("float32, bfloat16");
    assertThat(run("bench", "train", "--device", "moon").err())
        .contains("expected one of [auto, cpu, cuda] but was 'moon'.")
        .doesNotContain("Maybe");
    assertThat(run("bench", "train", "--device", "gpu").err()).contains("was 'gpu'. Maybe: cuda");
    assertThat(run("bench", "train", "--device", "CUDAA").err())
        .contains("expected one of [auto, cpu, cuda] but was 'CUDAA'. Maybe: cuda");
  }

  @Test
  void constantsAreUnderstoodInEitherCase() {
    for (String objective : new String[] {"huber", "HUBER"}) {
      assertThat(run("fit", "--objective", objective, "no-such-study").err())
          .contains("a study must have a file study.yaml");
    }
  }

  static Stream<CommandLine> commands() {
    var commands = new ArrayList<CommandLine>();
    gather(Main.commandLine(), commands);
    return commands.stream();
  }

  private static void gather(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(each -> gather(each, all));
  }

  /// Lists and names that are broken within a word cannot be read or copied.
  @ParameterizedTest
  @MethodSource("commands")
  void noWordOfTheHelpIsBroken(CommandLine command) {
    String help = command.getUsageMessage(Ansi.OFF);
    List<String> shown = Arrays.asList(help.split("\\s+", -1));
    var texts = new ArrayList<String>();
    command.getCommandSpec().args().forEach(arg -> texts.addAll(List.of(arg.description())));
    texts.addAll(List.of(command.getCommandSpec().usageMessage().description()));
    assertThat(texts.stream().flatMap(text -> Arrays.stream(text.split("\\s+", -1))))
        .filteredOn(word -> !word.contains("$") && !word.contains("%") && !shown.contains(word))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatACommandIsForEndsAsASentence(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    assertThat(description).isNotEmpty();
    if (command.getParent() == null || command.getCommandName().equals("help")) {
      return; // nobody lists these by their first line
    }
    assertThat(description[0]).endsWith(".");
  }
}
