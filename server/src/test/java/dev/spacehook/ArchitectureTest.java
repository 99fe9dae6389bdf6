package dev.spacehook;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The directions of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.spacehook", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** What each package may use of ours, besides itself. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("event", List.of()),
            Map.entry("config", List.of()),
            Map.entry("telemetry", List.of("storage", "config")),
            Map.entry("storage", List.of("config")),
            Map.entry("egress", List.of("api", "config")),
            Map.entry("api", List.of("config", "storage")),
            Map.entry("identity", List.of("api", "config", "storage")),
            Map.entry("space", List.of("identity", "api", "config", "storage")),
            Map.entry("webhook", List.of("space", "identity", "api", "egress", "config", "storage")),
            Map.entry("journal", List.of("event", "storage", "telemetry", "config")),
            Map.entry(
                    "history", List.of("event", "journal", "webhook", "space", "identity", "api", "config", "storage")),
            Map.entry(
                    "delivery",
                    List.of(
                            "event",
                            "journal",
                            "webhook",
                            "egress",
                            "history",
                            "api",
                            "config",
                            "storage",
                            "telemetry")),
            Map.entry(
                    "intake",
                    List.of(
                            "event",
                            "delivery",
                            "journal",
                            "webhook",
                            "history",
                            "identity",
                            "api",
                            "config",
                            "storage",
                            "telemetry")),
            Map.entry("client", List.of()),
            Map.entry("demo", List.of("client", "config", "identity", "receiver")),
            Map.entry("cli", List.of("client", "config", "demo")));

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.spacehook.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_CABINET_KNOWS_NO_STORE = noClasses()
            .that()
            .resideInAPackage("dev.spacehook.cabinet..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.spacehook..")
                    .and(DescribedPredicate.describe(
                            "are stores", type -> type.getSimpleName().endsWith("Store")))
                    .and(DescribedPredicate.not(resideInAPackage("dev.spacehook.cabinet.."))))
            .allowEmptyShould(true);

    @ArchTest
    static void directions(com.tngtech.archunit.core.domain.JavaClasses imported) {
        List<String> violations = new ArrayList<>();
        MAY_USE.forEach((name, allowed) -> {
            List<String> packages = new ArrayList<>();
            packages.add("dev.spacehook." + name + "..");
            allowed.forEach(other -> packages.add("dev.spacehook." + other + ".."));
            DescribedPredicate<JavaClass> ours = resideInAPackage("dev.spacehook..");
            violations.addAll(classes()
                    .that()
                    .resideInAPackage("dev.spacehook." + name + "..")
                    .should()
                    .onlyDependOnClassesThat(
                            DescribedPredicate.not(ours).or(resideInAnyPackage(packages.toArray(String[]::new))))
                    .evaluate(imported)
                    .getFailureReport()
                    .getDetails());
        });
        org.assertj.core.api.Assertions.assertThat(violations).isEmpty();
    }
}
