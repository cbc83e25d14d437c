package dev.tidings.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where containers differ in what the servlet specification leaves open.
 *
 * @param waitsInComplete whether {@code complete()} waits for the client to take what is left, holding a thread of the container
 *     for as long: then a client that takes nothing is left to the container's own timeout for writing
 * @param blocksInWrite whether {@code write()} may wait for the client after {@code isReady()} has said that it does not
 */
record Container(boolean waitsInComplete, boolean blocksInWrite) {

    /*
     * Tomcat, as of 11.0.27: the last flush of a response is a blocking one (Http11OutputBuffer.end), and a DATA frame of HTTP/2 is
     * written with BlockingMode.BLOCK once both windows have room for it (Http2AsyncUpgradeHandler.writeBody), for 5 s at most
     * unless writeTimeout says otherwise. Jetty does neither: what is complete()d while something is pending is aborted.
     */

    private static final Container TOMCAT = new Container(true, false);
    private static final Container TOMCAT_HTTP_2 = new Container(true, true);
    private static final Container OTHER = new Container(false, false);

    static Container of(HttpServletRequest request) {
        if (!request.getServletContext().getServerInfo().startsWith("Apache Tomcat")) {
            return OTHER;
        }
        return request.getProtocol().startsWith("HTTP/2") ? TOMCAT_HTTP_2 : TOMCAT;
    }
}
