package dev.tidings.server;

import dev.tidings.server.route.Router;
import java.net.InetSocketAddress;

/**
 * Where health and metrics are told to whoever asks, and nothing else is.
 *
 * @param router what answers there
 */
record OperatorPort(InetSocketAddress address, Router router) {}
