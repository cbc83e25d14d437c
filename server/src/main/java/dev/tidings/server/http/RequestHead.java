package dev.tidings.server.http;

import java.util.List;

/** What the rules read of a request. Names of header fields are compared without regard to case. */
public interface RequestHead {

    String method();

    boolean isHttp10();

    /** The names of the header fields that are there; of a field that is there twice, twice. */
    Iterable<String> names();

    /** The values of one header field in order; empty if it is not there. */
    List<String> values(CharSequence name);
}
