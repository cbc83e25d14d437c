package dev.tidings.server.publish;

/**
 * A place in a text, both counted from 1, the column in characters (code points).
 */
record TextPosition(long line, int column) {

    /** The place of a byte of UTF-8 text whose first line has a given number. */
    static TextPosition of(byte[] utf8, int from, int at, long firstLine) {
        long line = firstLine;
        int column = 1;
        for (int i = from; i < at; i++) {
            if (utf8[i] == '\n') {
                line++;
                column = 1;
            } else if ((utf8[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return new TextPosition(line, column);
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
