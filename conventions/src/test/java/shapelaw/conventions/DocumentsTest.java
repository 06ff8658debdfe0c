package shapelaw.conventions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documents name exists: classes, packages, methods, tests, files.
class DocumentsTest {

  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```\\s*$");
  private static final Pattern QUALIFIED =
      Pattern.compile(
          "(shapelaw(?:\\.[a-z][a-z0-9]*)+(?:\\.[A-Z]\\w*)*)(?:\\.\\*)?(?:#(\\w+)(?:\\(.*\\))?)?");
  private static final Pattern TEST = Pattern.compile("[A-Z]\\w+(?:Test|IT)");
  private static final Pattern FILE = Pattern.compile("[\\w.\\-]+(?:/[\\w.\\-]+)+/?");

  private static final Set<String> NAMES = names();
  private static final Set<String> TESTS = tests();

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "PAPER.md", "CONTRIBUTING.md"})
  void whatADocumentNamesExists(String document) throws IOException {
    Path file = Project.ROOT.resolve(document);
    assumeThat(file).exists();
    assertThat(wrongMentions(Files.readString(file))).as("wrong mentions in " + document).isEmpty();
  }

  @Test
  void studyDocumentsNameWhatExists() throws IOException {
    Path docs = Project.ROOT.resolve("docs");
    assumeThat(docs).exists();
    var wrong = new ArrayList<String>();
    try (var files = Files.walk(docs)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        String text = Files.readString(file);
        wrongNames(text).forEach(name -> wrong.add(file + ": " + name));
        wrongLinks(text, file.resolveSibling("")).forEach(link -> wrong.add(file + ": " + link));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aWrongMentionIsFound() {
    assertThat(
            wrongMentions(
                "`shapelaw.shape.Shape`, `shapelaw.shape.Shap`, `shapelaw.shape.Shape#with`, `shapelaw.shape.Shape#wth`, "
                    + "`shapelaw.law`, `shapelaw.lore`, `core/pom.xml`, `core/pom.yaml`, `FormatTest`, `FormattedTest`, "
                    + "`B/16`, `width/depth`, [here](pom.xml), [there](pomm.xml), [web](https://example.org/x)"))
        .containsExactlyInAnyOrder(
            "shapelaw.shape.Shap",
            "shapelaw.shape.Shape#wth",
            "shapelaw.lore",
            "core/pom.yaml",
            "FormattedTest",
            "pomm.xml");
  }

  private static List<String> wrongMentions(String text) {
    var wrong = new ArrayList<>(wrongNames(text));
    wrong.addAll(wrongLinks(text, Project.ROOT));
    return wrong;
  }

  /// Code in backticks that looks like a name of ours and is none. Fenced blocks are examples, not
  /// mentions.
  private static List<String> wrongNames(String text) {
    return CODE.matcher(FENCE.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .filter(code -> !isTrue(code))
        .distinct()
        .toList();
  }

  private static boolean isTrue(String code) {
    Matcher qualified = QUALIFIED.matcher(code);
    if (qualified.matches()) {
      String name = qualified.group(1);
      String member = qualified.group(2);
      return member == null ? NAMES.contains(name) : NAMES.contains(name + "#" + member);
    } else if (TEST.matcher(code).matches()) {
      return TESTS.contains(code);
    } else if (FILE.matcher(code).matches()) {
      Path top = Project.ROOT.resolve(code.substring(0, code.indexOf('/')));
      return !Files.isDirectory(top) || Files.exists(Project.ROOT.resolve(code));
    }
    return true;
  }

  private static List<String> wrongLinks(String text, Path folder) {
    return LINK.matcher(FENCE.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .filter(link -> !link.contains(":"))
        .filter(link -> !Files.exists(folder.resolve(link)))
        .toList();
  }

  /// Every package and class, and every method and field as `class#member`.
  private static Set<String> names() {
    var names = new HashSet<String>();
    for (JavaClass type : Project.CLASSES) {
      String name = type.getName().replace('$', '.');
      names.add(name);
      type.getMembers().forEach(member -> names.add(name + "#" + member.getName()));
      for (String p = type.getPackageName();
          p.contains(".");
          p = p.substring(0, p.lastIndexOf('.'))) {
        names.add(p);
      }
    }
    return names;
  }

  private static Set<String> tests() {
    try {
      var tests = new HashSet<String>();
      Project.sources().forEach(s -> tests.add(s.getFileName().toString().replace(".java", "")));
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
