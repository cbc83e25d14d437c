package dev.tidings.cli.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file as nodes that know their place. Whatever a node should have been and is not becomes a problem that names the
 * place, and reading goes on, so that all mistakes of a file are told at once.
 */
final class YamlFile {

    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    /** Lines and columns from 1; 0 where there is none. */
    private record Problem(int line, int column, String message) {
        String in(String file) {
            return line == 0 ? file + ": " + message : file + " line " + line + ", column " + column + ": " + message;
        }
    }

    /** A key of a mapping and what stands behind it. */
    record Entry(String key, Node keyNode, Node value) {}

    YamlFile(Path file) {
        this.name = file.toString();
    }

    /** Where the file is. */
    Path folder() {
        Path parent = Path.of(name).getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** What is wrong with the file, from its beginning to its end. */
    List<String> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(problem -> problem.in(name))
                .toList();
    }

    /** The file's one document, or nothing if the file is empty or no YAML at all. */
    Optional<Node> document() {
        try {
            String text = Files.readString(Path.of(name));
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(name)
                    .setAllowNonScalarKeys(true) // entries() refuses them, and says where.
                    .build();
            return new ShallowComposer(settings, text.startsWith("\uFEFF") ? text.substring(1) : text).getSingleNode();
        } catch (NoSuchFileException e) {
            refuse(Optional.empty(), "no such file");
        } catch (CharacterCodingException e) {
            refuse(Optional.empty(), "not UTF-8 text");
        } catch (IOException e) {
            refuse(Optional.empty(), "cannot be read: " + e);
        } catch (MarkedYamlEngineException e) {
            refuse(e.getProblemMark().or(e::getContextMark), oneLine(syntax(e)));
        } catch (YamlEngineException e) {
            refuse(Optional.empty(), oneLine(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The parser has no error of its own for an escape that is cut off, or stands for no character.
            refuse(Optional.empty(), "malformed YAML, such as an escape that is none: " + oneLine(e.toString()));
        }
        return Optional.empty();
    }

    private static String syntax(MarkedYamlEngineException e) {
        String context = e.getContext() == null || e.getContext().isBlank() ? "" : " (" + e.getContext() + ")";
        return e.getProblem() + context;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * The entries of a mapping.
     *
     * @param what names the mapping in messages
     * @param known the keys it may have, or null if any
     */
    List<Entry> entries(Node node, String what, @Nullable Collection<String> known) {
        List<Entry> entries = new ArrayList<>();
        if (!(node instanceof MappingNode mapping)) {
            refuse(node, what + ": " + kind(node) + " (expected: a mapping" + names(known) + ")");
            return entries;
        }
        Map<String, Node> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                refuse(tuple.getKeyNode(), what + ": " + kind(tuple.getKeyNode()) + " as a key (expected: a text)");
                continue;
            }
            String key = keyNode.getValue();
            Node first = seen.putIfAbsent(key, keyNode);
            if (first != null) {
                refuse(keyNode, what + ": the key '" + key + "' stands here again, first in line " + line(first));
            } else if (known != null && !known.contains(key)) {
                refuse(keyNode, what + ": unknown key '" + key + "' (" + suggestion(key, known) + ")");
            } else {
                entries.add(new Entry(key, keyNode, tuple.getValueNode()));
            }
        }
        return entries;
    }

    /** The items of a list. */
    List<Node> items(Node node, String what, String example) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        refuse(node, what + ": " + kind(node) + " (expected: a list, as in " + example + ")");
        return List.of();
    }

    /** The text of a scalar. */
    Optional<String> text(Node node, String what, String expectation) {
        if (node instanceof ScalarNode scalar && !isNull(scalar)) {
            return Optional.of(scalar.getValue());
        }
        refuse(node, what + ": " + kind(node) + " (expected: " + expectation + ")");
        return Optional.empty();
    }

    /** What the scalar means, which must be a value of the kind. */
    <T> Optional<T> value(Node node, String what, Kind<T> kind) {
        return text(node, what, kind.expectation()).flatMap(text -> {
            try {
                return Optional.of(kind.parse(text));
            } catch (IllegalArgumentException e) {
                refuse(node, what + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    void refuse(Node node, String message) {
        refuse(node.getStartMark(), message);
    }

    private void refuse(Optional<Mark> place, String message) {
        problems.add(place.map(mark -> new Problem(mark.getLine() + 1, mark.getColumn() + 1, message))
                .orElseGet(() -> new Problem(0, 0, message)));
    }

    int problemCount() {
        return problems.size();
    }

    /** {@code tidings.yaml line 4} */
    String place(Node node) {
        return name + " line " + line(node);
    }

    private static int line(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.isPlain()
                && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"));
    }

    private static String kind(Node node) {
        if (node instanceof ScalarNode scalar) {
            return isNull(scalar) ? "nothing" : "'" + scalar.getValue() + "'";
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }

    private static String suggestion(String key, Collection<String> known) {
        return Nearest.to(key, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> "known: " + String.join(", ", known));
    }

    private static String names(@Nullable Collection<String> known) {
        return known == null ? "" : " of " + String.join(", ", known);
    }
}
