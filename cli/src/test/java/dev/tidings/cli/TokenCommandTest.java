package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenCommandTest {

    private static final String SECRET = "a secret of the test that is long enough";

    @TempDir
    private Path folder;

    private Output token(String jwt, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("tidings.yaml"), "access: {jwt: {" + jwt + "}}\n");
        List<String> arguments = new ArrayList<>(List.of("token", "--config", file.toString()));
        arguments.addAll(List.of(options));
        return Output.of(Map.of(), arguments.toArray(String[]::new));
    }

    private static JsonNode claims(Output output) {
        assertThat(output.exitCode()).as(output.err()).isZero();
        assertThat(output.err()).isEmpty();
        assertThat(output.out()).matches("[A-Za-z0-9_.-]+\\R");
        return new JsonMapper()
                .readTree(new String(Base64.getUrlDecoder().decode(output.out().split("\\.")[1]), UTF_8));
    }

    @Test
    void theTokenIsAloneOnStandardOutputAndSaysWhatTheOptionsSay() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET);
        long before = Instant.now().getEpochSecond();

        JsonNode claims = claims(token(
                "algorithms: [HS256], keys: {secretFile: secret}, issuer: me, audience: tidings",
                "--principal",
                "ann",
                "--claim",
                "email=ann=e@example.com",
                "--claim",
                "role=a",
                "--claim",
                "role=b",
                "--claim",
                "level:=3",
                "--subscribe",
                "chat.*,news,room=7,room=8",
                "--publish",
                "tenant=7",
                "--admin",
                "--expires",
                "10m"));

        assertThat(claims.at("/exp").longValue() - claims.at("/iat").longValue())
                .isEqualTo(600);
        assertThat(claims.at("/iat").longValue()).isGreaterThanOrEqualTo(before);
        assertThat(claims.toString())
                .startsWith("{\"iss\":\"me\",\"aud\":\"tidings\",")
                .contains("\"sub\":\"ann\"", "\"email\":\"ann=e@example.com\",\"role\":[\"a\",\"b\"],\"level\":3")
                .contains("\"tidings\":{\"subscribe\":[{\"topics\":[\"chat.*\",\"news\"],"
                        + "\"attributes\":{\"room\":[\"7\",\"8\"]}}],"
                        + "\"publish\":[{\"topics\":[\"**\"],\"attributes\":{\"tenant\":[\"7\"]}}],\"admin\":true}");
    }

    @Test
    void anHourIsTheDefault() throws IOException {
        JsonNode claims = claims(token("algorithms: [HS256], keys: {secret: " + SECRET + "}", "--principal", "ann"));

        assertThat(claims.at("/exp").longValue() - claims.at("/iat").longValue())
                .isEqualTo(3_600);
        assertThat(claims.has("tidings")).isFalse();
    }

    @Test
    void keysThatAreNoSecretAreToldWithWhatIsExpected() throws IOException {
        Output output = token(
                "algorithms: [RS256], issuer: me, audience: tidings, keys: {jwks: \"https://id.example.com/keys\"}",
                "--principal",
                "ann");

        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.err())
                .startsWith("tidings: access.jwt.keys: the key set at https://id.example.com/keys")
                .contains("(expected: a secret;", " in " + folder.resolve("tidings.yaml"))
                .hasLineCount(1);
    }

    @Test
    void aConfigurationWithoutTokensIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("open.yaml"), "access: open\n");

        Output output = Output.of(Map.of(), "token", "--principal", "ann", "--config", file.toString());

        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.err()).startsWith("tidings: access.jwt: nothing in " + file + " (expected: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --principal ann --claim email         | 'email' (expected: name=value)
                    --principal ann --claim level:=x      | --claim level:=x (expected: JSON behind the :=)
                    --principal ann --expires soon        | 'soon' (expected: a number and its unit, as in 10s)
                    --principal ann --expires 0s          | lifetime: PT0S (expected: > 0)
                    --principal ann --subscribe a..b      | 'a..b'
                    --claim email=a                       | Missing required option: '--principal=NAME'
                    """)
    void whatMakesNoSenseIsOneLineAndExitCodeTwo(String options, String message) throws IOException {
        Output output = token("algorithms: [HS256], keys: {secret: " + SECRET + "}", options.split(" "));

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.out()).isEmpty();
        assertThat(output.err()).startsWith("tidings: ").contains(message).hasLineCount(1);
    }
}
