package dev.tidings.cli;

import dev.tidings.sse.SseMessage;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How messages are written out. */
interface MessagePrinter {

    /** What is written for a message, with the end of its last line. */
    String text(SseMessage message);

    /** One JSON object on a line of its own for each. */
    static MessagePrinter json() {
        return new Json();
    }

    /** For people. */
    static MessagePrinter readable(boolean coloured) {
        return new ForPeople(coloured);
    }

    /** The data is a text, also where it is JSON: so it comes out as it was published. */
    final class Json implements MessagePrinter {
        private final JsonMapper mapper = JsonMapper.builder().build();

        private Json() {}

        @Override
        public String text(SseMessage message) {
            ObjectNode object = mapper.createObjectNode();
            object.put("id", message.lastEventId());
            object.put("type", message.type());
            object.put("data", message.data());
            return object + "\n";
        }
    }

    /** Id, type and data on one line, or the data below them if it has several lines. */
    record ForPeople(boolean coloured) implements MessagePrinter {
        private static final char CONTROL_PICTURES = '\u2400';
        private static final char DELETE = 0x7F;
        private static final char PICTURE_OF_DELETE = '\u2421';
        private static final char REPLACEMENT = '\uFFFD';

        @Override
        public String text(SseMessage message) {
            StringBuilder line = new StringBuilder();
            if (!message.lastEventId().isEmpty()) {
                part(line, Style.faint, message.lastEventId());
            }
            if (!message.type().equals(SseMessage.DEFAULT_TYPE)) {
                part(line, Style.fg_cyan, message.type());
            }
            String data = visible(message.data());
            if (line.length() > 0 && data.indexOf('\n') >= 0) {
                line.setCharAt(line.length() - 1, '\n');
            }
            return line.append(data).append('\n').toString();
        }

        private void part(StringBuilder line, IStyle style, String text) {
            if (coloured) {
                line.append(style.on()).append(visible(text)).append(style.off());
            } else {
                line.append(visible(text));
            }
            line.append(' ');
        }

        /** Whatever would command the terminal is shown instead. */
        private static String visible(String text) {
            StringBuilder shown = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < ' ' && c != '\n' && c != '\t') {
                    c += CONTROL_PICTURES;
                } else if (c == DELETE) {
                    c = PICTURE_OF_DELETE;
                } else if (c > DELETE && c < 0xA0) {
                    c = REPLACEMENT;
                }
                shown.append(c);
            }
            return shown.toString();
        }
    }
}
