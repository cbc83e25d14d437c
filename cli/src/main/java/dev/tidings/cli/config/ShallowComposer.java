package dev.tidings.cli.config;

import java.io.StringReader;
import java.util.Optional;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Makes a tree of a YAML text, which it does recursively: a document that is nested too deep is refused before the stack is full. */
final class ShallowComposer extends Composer {

    /** 100 levels: ten times as many as any configuration has. */
    static final int MAX_DEPTH = 100;

    private int depth;

    ShallowComposer(LoadSettings settings, String text) {
        super(settings, new ParserImpl(settings, new StreamReader(settings, new StringReader(text))));
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        return oneLevelDeeper(() -> super.composeSequenceNode(anchor));
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        return oneLevelDeeper(() -> super.composeMappingNode(anchor));
    }

    private <N extends Node> N oneLevelDeeper(Supplier<N> node) {
        if (++depth > MAX_DEPTH) {
            throw new ParserException(
                    "nested too deep (expected: at most " + MAX_DEPTH + " levels)",
                    parser.peekEvent().getStartMark());
        }
        N composed = node.get();
        depth--;
        return composed;
    }
}
