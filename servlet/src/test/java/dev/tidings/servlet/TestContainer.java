package dev.tidings.servlet;

import jakarta.servlet.http.HttpServlet;
import java.time.Duration;

/** A real container on a port of its own, with one servlet for everything. */
interface TestContainer extends AutoCloseable {

    /**
     * @param servlet which may go asynchronous
     * @param silence after which the container ends a connection that takes nothing
     */
    record Settings(HttpServlet servlet, Duration silence) {}

    /** What the kernel takes for a client that does not read, about: little, so that tests need not send much. */
    int SEND_BYTES = 64 << 10;

    int port();

    /** The most that its threads for requests can be. */
    int maxThreads();

    @Override
    void close();
}
