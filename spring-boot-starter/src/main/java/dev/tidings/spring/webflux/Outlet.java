package dev.tidings.spring.webflux;

/**
 * The end of a stream that is the server's: knows when a client has taken what the server was given.
 * <p>
 * Its methods are called on the stream's event loop.
 */
interface Outlet {

    /** @param stream is told, on its event loop, whenever the server holds nothing of it any more */
    void open(OpenStream stream);

    /** What the server was given shall go out. */
    void flush();

    /** The server asks for more. */
    void requested();

    /** Cuts the client off; what it has not taken is thrown away. */
    void reset();

    /** The stream is over. */
    void close();
}
