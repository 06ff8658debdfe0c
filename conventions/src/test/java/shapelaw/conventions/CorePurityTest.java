package shapelaw.conventions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// `core` does no I/O, reads no clock, and draws no number that its caller did not seed.
class CorePurityTest {

  /// Methods that read the clock, by class.
  private static final Map<String, Set<String>> CLOCK =
      Map.of(
          "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDate", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.time.ZonedDateTime", Set.of("now"),
          "java.time.OffsetDateTime", Set.of("now"),
          "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"));

  /// Methods whose numbers nobody seeded, by class.
  private static final Map<String, Set<String>> CHANCE =
      Map.of(
          "java.lang.Math", Set.of("random"),
          "java.lang.StrictMath", Set.of("random"),
          "java.util.UUID", Set.of("randomUUID"),
          "java.util.concurrent.ThreadLocalRandom", Set.of("current"),
          "java.security.SecureRandom", Set.of("<init>", "getInstanceStrong"));

  /// Methods that seed themselves when they are given one argument fewer than they could be.
  private static final Map<String, Integer> SEEDLESS_ARGUMENTS =
      Map.of(
          "java.util.Random.<init>", 0,
          "java.util.SplittableRandom.<init>", 0,
          "java.util.Collections.shuffle", 1,
          "java.util.random.RandomGeneratorFactory.create", 0,
          "org.hipparchus.random.MersenneTwister.<init>", 0,
          "org.hipparchus.random.Well19937a.<init>", 0,
          "org.hipparchus.random.Well19937c.<init>", 0,
          "org.hipparchus.random.JDKRandomGenerator.<init>", 0,
          "org.hipparchus.random.RandomDataGenerator.<init>", 0);

  @Test
  void coreDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(ModulesTest.corePackages())
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe("do input or output", CorePurityTest::doesIo))
        .check(Project.CLASSES);
  }

  /// Everything in the I/O packages but a marker interface, and [Path], which is only a name.
  private static boolean doesIo(JavaClass type) {
    String name = type.getName();
    return List.of("java.io.", "java.net.", "java.nio.file.", "java.nio.channels.").stream()
            .anyMatch(name::startsWith)
        && !name.equals("java.io.Serializable")
        && !name.equals(Path.class.getName());
  }

  @Test
  void onlyTheTrainingContextNamesAPath() {
    noClasses()
        .that()
        .resideInAnyPackage(ModulesTest.corePackages())
        .and()
        .doNotHaveFullyQualifiedName("shapelaw.run.TrainingContext")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(Path.class.getName())
        .check(Project.CLASSES);
  }

  @Test
  void coreReadsNoClock() {
    check("read the clock", access -> named(CLOCK, access));
  }

  @Test
  void coreDrawsNothingUnseeded() {
    check("draw numbers that nobody seeded", access -> named(CHANCE, access) || seedless(access));
  }

  private static void check(String description, Predicate<JavaAccess<?>> forbidden) {
    noClasses()
        .that()
        .resideInAnyPackage(ModulesTest.corePackages())
        .should()
        .accessTargetWhere(DescribedPredicate.describe(description, forbidden))
        .as("core should not " + description)
        .check(Project.CLASSES);
  }

  private static boolean named(Map<String, Set<String>> methods, JavaAccess<?> access) {
    return methods
        .getOrDefault(access.getTargetOwner().getName(), Set.of())
        .contains(access.getTarget().getName());
  }

  private static boolean seedless(JavaAccess<?> access) {
    String method = access.getTargetOwner().getName() + "." + access.getTarget().getName();
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && SEEDLESS_ARGUMENTS.getOrDefault(method, -1) == target.getRawParameterTypes().size();
  }
}
