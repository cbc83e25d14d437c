package dev.tidings.server;

import java.util.Map;

/** Refuses nobody, and tells no browser that other origins may read. */
final class OpenAccess extends Access {

    static final OpenAccess INSTANCE = new OpenAccess();

    private OpenAccess() {}

    @Override
    boolean isLoopbackOnly() {
        return false;
    }

    @Override
    void admit(RequestHead head) {}

    @Override
    Map<String, String> corsHeaders(RequestHead head) {
        return Map.of();
    }

    @Override
    Map<String, String> preflightHeaders(RequestHead head) {
        return Map.of();
    }
}
