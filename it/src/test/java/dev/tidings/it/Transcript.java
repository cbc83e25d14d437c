package dev.tidings.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what the documentation shows with what really came. Free are only ids, dates and retry times; and an id of the page
 * stands for the same real id wherever it is, in output as in commands.
 */
final class Transcript {

    private static final Pattern ID = Pattern.compile("\\b[a-z0-9]{8,26}-[0-9]+\\b");
    private static final Pattern DATE = Pattern.compile("Date: \\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    private static final Pattern RETRY = Pattern.compile("retry: (1[5-9]|2\\d)\\d\\d|retry: 3000");
    private static final Pattern HEARTBEAT = Pattern.compile(":|id: \\S+");
    private static final Pattern BLOCK_END = Pattern.compile("\n\n");

    /** So many follow nothing that is under way: streams send them once a second at most. */
    private static final int QUIET_HEARTBEATS = 3;

    private final Map<String, String> realByShown = new HashMap<>();

    /** A command with the ids that are known by now in place of the page's. */
    String command(String shown) {
        return ID.matcher(shown).replaceAll(match -> realByShown.getOrDefault(match.group(), match.group()));
    }

    /** Whether this is what came; if so, remembers what each id stands for. */
    boolean matches(String shown, String real) {
        Map<String, String> ids = new HashMap<>(realByShown);
        List<String> shownLines = shown.stripTrailing().lines().toList();
        List<String> realLines = real.stripTrailing().lines().toList();
        if (shownLines.size() != realLines.size()) {
            return false;
        }
        for (int i = 0; i < shownLines.size(); i++) {
            if (!lineMatches(shownLines.get(i), realLines.get(i), ids)) {
                return false;
            }
        }
        realByShown.putAll(ids);
        return true;
    }

    /**
     * Like {@link #matches}, but heartbeats that are not shown may come at any time, and one has to come in the end: then nothing
     * else is under way.
     */
    boolean streamMatches(String shown, String real) {
        String[] shownBlocks = BLOCK_END.split(shown);
        List<String> without = new ArrayList<>();
        boolean ended = false;
        for (String block : BLOCK_END.split(real)) {
            ended = without.size() >= shownBlocks.length
                    && HEARTBEAT.matcher(block).matches();
            boolean isShown = without.size() < shownBlocks.length && matchesAlone(shownBlocks[without.size()], block);
            if (isShown || !HEARTBEAT.matcher(block).matches()) {
                without.add(block);
            }
        }
        return ended && real.endsWith("\n\n") && matches(shown, String.join("\n\n", without));
    }

    /** Whether nothing but heartbeats has come for a while. */
    static boolean isQuiet(String stream) {
        String[] blocks = BLOCK_END.split(stream);
        int heartbeats = 0;
        while (heartbeats < blocks.length
                && HEARTBEAT.matcher(blocks[blocks.length - 1 - heartbeats]).matches()) {
            heartbeats++;
        }
        return heartbeats >= QUIET_HEARTBEATS;
    }

    private static boolean matchesAlone(String shown, String real) {
        return new Transcript().matches(shown, real);
    }

    private static boolean lineMatches(String shown, String real, Map<String, String> ids) {
        for (Pattern free : List.of(DATE, RETRY)) {
            if (free.matcher(shown).matches()) {
                return free.matcher(real).matches();
            }
        }
        Matcher shownIds = ID.matcher(shown);
        Matcher realIds = ID.matcher(real);
        int shownEnd = 0;
        int realEnd = 0;
        while (shownIds.find()) {
            if (!realIds.find()
                    || !shown.substring(shownEnd, shownIds.start()).equals(real.substring(realEnd, realIds.start()))
                    || !bind(shownIds.group(), realIds.group(), ids)) {
                return false;
            }
            shownEnd = shownIds.end();
            realEnd = realIds.end();
        }
        return shown.substring(shownEnd).equals(real.substring(realEnd));
    }

    private static boolean bind(String shown, String real, Map<String, String> ids) {
        String known = ids.get(shown);
        if (known != null) {
            return known.equals(real);
        }
        if (ids.containsValue(real)) {
            return false;
        }
        ids.put(shown, real);
        return true;
    }
}
