package shapelaw.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What a command of the program gave.
///
/// @param code its exit code
/// @param out standard output
/// @param err standard error
record Outcome(int code, String out, String err) {

  /// Runs a command in this process, without colours.
  static Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine command =
        Main.commandLine()
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int code = command.execute(arguments);
    command.getOut().flush();
    command.getErr().flush();
    return new Outcome(code, out.toString(), err.toString());
  }
}
