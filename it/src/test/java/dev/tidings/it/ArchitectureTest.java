package dev.tidings.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module may know which, and what each may know of the world outside. */
class ArchitectureTest {
    private static JavaClasses tidings;

    @BeforeAll
    static void readOurClasses() {
        tidings = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(
                        location -> !location.contains("-tests.jar")) // the tests of hub, as it comes in a jar
                .importPackages("dev.tidings");
    }

    @Test
    void everyModuleIsOnTheClassPath() {
        Set<String> modules = tidings.stream()
                .map(type -> type.getPackageName().split("\\.", -1)[2])
                .collect(Collectors.toSet());

        assertThat(modules)
                .contains(
                        "sse",
                        "client",
                        "hub",
                        "log",
                        "server",
                        "emitter",
                        "hubclient",
                        "servlet",
                        "spring",
                        "cli",
                        "testkit",
                        "load",
                        "examples");
    }

    @Test
    void sseNeedsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.tidings.sse..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.tidings.sse..", "org.jspecify..") // annotations, never called
                .check(tidings);
    }

    @Test
    void clientNeedsOnlyTheJdkAndSse() {
        classes()
                .that()
                .resideInAPackage("dev.tidings.client..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.tidings.client..",
                        "dev.tidings.sse..",
                        "org.jspecify..") // annotations, never called
                .check(tidings);
    }

    @Test
    void hubKnowsNoTransportAndNoStore() {
        classes()
                .that()
                .resideInAPackage("dev.tidings.hub..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.tidings.hub..",
                        "dev.tidings.sse..",
                        "org.jspecify..") // annotations, never called
                .check(tidings);
    }

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("sse")
                .definedBy("dev.tidings.sse..")
                .layer("client")
                .definedBy("dev.tidings.client..")
                .layer("hub")
                .definedBy("dev.tidings.hub..")
                .layer("log")
                .definedBy("dev.tidings.log..")
                .layer("server")
                .definedBy("dev.tidings.server..")
                .layer("emitter")
                .definedBy("dev.tidings.emitter..")
                .layer("hubclient")
                .definedBy("dev.tidings.hubclient..")
                .layer("servlet")
                .definedBy("dev.tidings.servlet..")
                .layer("spring")
                .definedBy("dev.tidings.spring..")
                .layer("cli")
                .definedBy("dev.tidings.cli..")
                .layer("testkit")
                .definedBy("dev.tidings.testkit..")
                .layer("load")
                .definedBy("dev.tidings.load..")
                .layer("examples")
                .definedBy("dev.tidings.examples..")
                .whereLayer("sse")
                .mayNotAccessAnyLayer()
                .whereLayer("client")
                .mayOnlyAccessLayers("sse")
                .whereLayer("hub")
                .mayOnlyAccessLayers("sse")
                .whereLayer("log")
                .mayOnlyAccessLayers("hub", "sse")
                .whereLayer("server")
                .mayOnlyAccessLayers("hub", "sse")
                .whereLayer("emitter")
                .mayOnlyAccessLayers("hub", "sse")
                .whereLayer("hubclient")
                .mayOnlyAccessLayers("client", "hub", "sse")
                .whereLayer("servlet")
                .mayOnlyAccessLayers("hub", "sse")
                .whereLayer("spring")
                .mayOnlyAccessLayers("server", "servlet", "log", "emitter", "hubclient", "client", "hub", "sse")
                .whereLayer("cli")
                .mayOnlyAccessLayers("server", "log", "hub", "hubclient", "client", "sse", "load")
                .whereLayer("testkit")
                .mayOnlyAccessLayers("hub", "sse")
                .whereLayer("load")
                .mayOnlyAccessLayers("sse")
                .whereLayer("examples")
                .mayOnlyAccessLayers("server", "servlet", "emitter", "hubclient", "client", "hub", "sse")
                .check(tidings);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.tidings.(**)").should().beFreeOfCycles().check(tidings);
    }

    @Test
    void onlyTheCommandLineChoosesALoggingBackend() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tidings.cli..") // the one place that chooses implementations
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.slf4j..", "ch.qos.logback..", "java.util.logging..", "io.netty.util.internal.logging..")
                .allowEmptyShould(true)
                .check(tidings);
    }

    @Test
    void librariesDoNotPrint() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tidings.sse..",
                        "dev.tidings.client..",
                        "dev.tidings.hub..",
                        "dev.tidings.emitter..",
                        "dev.tidings.hubclient..",
                        "dev.tidings.log..",
                        "dev.tidings.server..",
                        "dev.tidings.servlet..",
                        "dev.tidings.spring..")
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(tidings);
    }

    @Test
    void nobodyIsCompiledAgainstInternalsOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk.internal..") // SIGHUP is asked for by reflection, in one class of cli
                .check(tidings);
    }
}
