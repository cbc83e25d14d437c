package dev.tidings.server.http;

import java.util.Collection;
import java.util.Locale;

/** The known name that somebody may have meant. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code "; did you mean 'email'?"}, or nothing where no known name is near. */
    public static String near(String given, Collection<String> known) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int allowed = name.length() < 4 ? 1 : 2;
            if (Math.abs(name.length() - given.length()) <= allowed) {
                int distance = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
                if (distance <= allowed && distance < least) {
                    nearest = name;
                    least = distance;
                }
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make one text the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
