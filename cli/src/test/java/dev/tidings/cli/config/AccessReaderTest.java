package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.cli.config.Configuration.Value;
import dev.tidings.server.access.Access;
import dev.tidings.server.subscribe.DeclaredAttribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessReaderTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String HASH = "sha256:" + "0".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void everythingThatIsDocumentedIsRead() throws Exception {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Configuration configuration = load("""
                endpoints:
                  /sse:
                    topics: [filter.verified]
                    attributes: {email: {claim: email}, tenant: {claim: /realm/tenant}}
                access:
                  jwt:
                    issuer: https://id.example.com
                    audience: tidings
                    algorithms: [HS256, HS512]
                    keys: {secretFile: secret}
                    cookie: session
                    claims: {principal: /sub, grants: /tidings}
                    leeway: 5s
                    requireExpiry: false
                  keys:
                    - {name: billing, hash: "%s", publish: [{topics: ["invoice.**"], attributes: {tenant: "7"}}]}
                    - {name: ops, hash: "%s", admin: true}
                  anonymous: {subscribe: [{topics: ["announcement.**"]}]}
                  tickets: {secretFile: secret, longest: 10m}
                  revocations: {file: kept/revocations.json}
                  cors: {origins: ["https://app.example.com"], credentials: true}
                """.formatted(HASH, HASH.replace('0', '1')));

        Access access = configuration.access().value();
        assertThat(access).hasToString("rules");
        assertThat(access.takesTokens()).isTrue();
        assertThat(access.isLoopbackOnly()).isFalse();
        assertThat(configuration.endpoints())
                .extracting(Value::value)
                .singleElement()
                .satisfies(endpoint -> {
                    assertThat(endpoint.isBound()).isTrue();
                    assertThat(endpoint.filters().get(0).attributes())
                            .extracting(DeclaredAttribute::claim)
                            .extracting(Object::toString)
                            .containsExactly("email", "/realm/tenant");
                });
    }

    @Test
    void withoutAnyRuleNothingIsAllowed() throws Exception {
        Access access = load("access: {}").access().value();

        assertThat(access).hasToString("rules");
        assertThat(access.takesTokens()).isFalse();
    }

    static List<List<String>> mistakes() {
        String jwt = "jwt: {algorithms: [HS256], keys: {secret: " + SECRET + "}";
        return List.of(
                List.of(
                        "jwt: {algorithms: [RS256]}",
                        "line 2, column 2: access jwt: no keys (expected: keys: {jwks: URL}"),
                List.of("jwt: {keys: {secret: " + SECRET + "}}", "line 2, column 2: access jwt: algorithms: none"),
                List.of(
                        "jwt: {algorithms: [RS256], keys: {secret: " + SECRET + "}}",
                        "access jwt: algorithms: RS256 does not fit a secret"),
                List.of(
                        "jwt: {algorithms: [none], keys: {secret: " + SECRET + "}}",
                        "line 2, column 21: access jwt algorithms: 'none' (expected: one of HS256, "),
                List.of(
                        "jwt: {algorithms: [HS256], keys: {secret: short}}",
                        "access jwt keys: secret: 5 bytes (expected: at least 32"),
                List.of("jwt: {algorithms: [HS256], keys: {secretFile: nowhere}}", "access jwt keys: secretFile: "),
                List.of("jwt: {algorithms: [RS256], keys: {pem: nowhere}}", "access jwt keys: keys: "),
                List.of(
                        "jwt: {algorithms: [RS256], keys: {jwks: \"http://id.example.com/\"}}",
                        "access jwt keys: jwks: http://id.example.com/ (expected: an https address"),
                List.of(
                        "jwt: {algorithms: [HS256], keys: {}}",
                        "access jwt keys: 0 of them (expected: one of secret, secretFile, pem, jwks)"),
                List.of("jwt: {algorithms: [HS256], keys: {secret: a, pem: b}}", "access jwt keys: 2 of them"),
                List.of(jwt + ", claim: {}}", "access jwt: unknown key 'claim' (did you mean 'claims'?)"),
                List.of(jwt + ", claims: {principal: ''}}", "access jwt claims principal: claim: ''"),
                List.of(jwt + ", longest: 0s}", "access jwt longest: '0s' (expected: "),
                List.of("revocations: {files: a}", "access revocations: unknown key 'files' (did you mean 'file'?)"),
                List.of("revocations: {file: [a]}", "access revocations file: a list (expected: the name of a file)"),
                List.of(jwt + ", leeway: 6m}", "access jwt leeway: '6m' (expected: "),
                List.of(
                        "jwt: {algorithms: [RS256], issuer: a, keys: {jwks: \"https://id.example.com/\"}}",
                        "access jwt: audience: not said, with a key set"),
                List.of(jwt + ", cookie: a b}", "access jwt cookie: cookie: 'a b'"),
                List.of("tickets: {secret: short}", "access tickets: secret: 5 bytes (expected: at least 32"),
                List.of(
                        "keys: [{name: a, hash: \"" + HASH + "\"}, {name: b, hash: \"" + HASH + "\"}]",
                        "access keys: key 'b': its hash is another key's, too"),
                List.of("keys: [{name: a}]", "line 2, column 9: access keys: a key without hash"),
                List.of("keys: [{hash: \"" + HASH + "\"}]", "access keys: a key without name"),
                List.of("keys: [{name: a, hash: tk_secret}]", "access keys: hash: not one of a key"),
                List.of(
                        "keys: [{name: a, hash: \"" + HASH + "\"}, {name: a, hash: \"" + HASH + "\"}]",
                        "access keys: key 'a': there are two of that name"),
                List.of(
                        "keys: [{name: a, hash: \"" + HASH + "\", publish: [{attributes: {t: 7}}]}]",
                        "access keys publish: a filter without topics"),
                List.of(
                        "keys: [{name: a, hash: \"" + HASH + "\", publish: [{topics: [a..b]}]}]",
                        "access keys publish: topic: 'a..b'"),
                List.of("anonymous: {admin: true}", "access anonymous: unknown key 'admin'"),
                List.of("anonymous: {subscribe: [{topics: a, attributes: {topic: 1}}]}", "attribute name: 'topic'"),
                List.of(
                        "cors: {origins: [\"https://app.example.com/\"]}",
                        "access cors: origin: 'https://app.example.com/' (expected: as browsers send it"),
                List.of("cors: {origins: [\"*\"], credentials: true}", "access cors: origins: '*' with credentials"),
                List.of("cors: {origins: [\"*\", \"https://a.example\"]}", "access cors: origins: '*' beside others"),
                List.of("tokens: {}", "line 2, column 2: access: unknown key 'tokens'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlace(List<String> mistake) throws IOException {
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class,
                () -> load("access:\n" + mistake.get(0).indent(1)));

        assertThat(refused.problems())
                .singleElement()
                .asString()
                .contains("tidings.yaml line 2")
                .contains(mistake.get(1));
    }

    private Configuration load(String yaml) throws ConfigurationException, IOException {
        Path file = folder.resolve("tidings.yaml");
        Files.writeString(file, yaml);
        return ConfigurationLoader.load(Optional.of(file), Map.of(), Map.of());
    }
}
