package shapelaw.conventions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Names say what a thing is.
class NamingTest {

  @Test
  void noPublicMethodOfOursStartsWithGet() {
    methods()
        .that()
        .arePublic()
        .and(DescribedPredicate.describe("are ours", (JavaMethod m) -> !overrides(m)))
        .should()
        .haveNameNotMatching("get[A-Z].*")
        .check(Project.CLASSES);
  }

  private static boolean overrides(JavaMethod method) {
    JavaClass owner = method.getOwner();
    return Stream.concat(
            owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
        .anyMatch(above ->
            above.getMethods().stream()
                .anyMatch(m ->
                    m.getName().equals(method.getName())
                        && m.getParameters().size() == method.getParameters().size()));
  }

  @Test
  void noPackageIsADrawerForLeftovers() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..misc..")
        .check(Project.CLASSES);
  }

  @Test
  void noClassIsNamedAfterNothing() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "have a name of their own", (JavaClass type) -> !type.isAnonymousClass()))
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(Project.CLASSES);
  }

  @Test
  void everyPackageSaysItsDutyAndIsNullMarked() throws IOException {
    var wrong = new TreeSet<String>();
    for (Path source : Project.sources()) {
      Path info = source.resolveSibling("package-info.java");
      // A test package that completes a main package is described there.
      String text = text(info) + text(Path.of(info.toString().replace("/src/test/", "/src/main/")));
      if (!text.contains("@NullMarked") || !text.contains("/// ")) {
        wrong.add(Project.ROOT.relativize(info).toString());
      }
    }
    assertThat(wrong)
        .as("package-info.java with a '///' sentence and @NullMarked that are missing")
        .isEmpty();
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
