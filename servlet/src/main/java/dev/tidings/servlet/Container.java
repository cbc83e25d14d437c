package dev.tidings.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where containers differ in what the servlet specification leaves open.
 *
 * @param waitsInComplete whether {@code complete()} waits for the client to take what is left, holding a thread of the container
 *     for as long: then a client that takes nothing is left to the container's own timeout for writing
 * @param blocksInWrite whether {@code write()} may wait for the client after {@code isReady()} has said that it does not
 * @param settlingNanos how long after {@code onWritePossible()} nothing is written from another thread
 */
record Container(boolean waitsInComplete, boolean blocksInWrite, long settlingNanos) {

    /*
     * Tomcat, as of 11.0.27: the last flush of a response is a blocking one (Http11OutputBuffer.end), and a DATA frame of HTTP/2 is
     * written with BlockingMode.BLOCK once both windows have room for it (Http2AsyncUpgradeHandler.writeBody), for 5 s at most
     * unless writeTimeout says otherwise. And a write that fails on another thread while the one that has called onWritePossible() is not
     * through with the request yet makes an error of a state in which that thread expects none (AsyncStateMachine.asyncPostProcess): it
     * says so at SEVERE, and the request is never completed. One of 20 000 clients that left at once met it.
     *
     * Jetty does none of that: what is complete()d while something is pending is aborted.
     */

    /** 5 ms: a hundred times what it takes. */
    private static final long SETTLING_NANOS = 5_000_000;

    private static final Container TOMCAT = new Container(true, false, SETTLING_NANOS);
    private static final Container TOMCAT_HTTP_2 = new Container(true, true, SETTLING_NANOS);
    private static final Container OTHER = new Container(false, false, 0);

    static Container of(HttpServletRequest request) {
        if (!request.getServletContext().getServerInfo().startsWith("Apache Tomcat")) {
            return OTHER;
        }
        return request.getProtocol().startsWith("HTTP/2") ? TOMCAT_HTTP_2 : TOMCAT;
    }
}
