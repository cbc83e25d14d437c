package dev.tidings.servlet;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http2.Http2Protocol;

final class EmbeddedTomcat implements TestContainer {

    private static final int MAX_THREADS = 20;

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();

    EmbeddedTomcat(Settings settings) {
        try {
            File folder = Files.createTempDirectory("tidings-tomcat").toFile();
            folder.deleteOnExit();
            tomcat.setBaseDir(folder.getPath());
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            connector.setProperty("socket.txBufSize", String.valueOf(SEND_BYTES));
            connector.addUpgradeProtocol(http2());
            AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
            protocol.setConnectionTimeout((int) settings.silence().toMillis());
            protocol.setMaxThreads(MAX_THREADS);
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", folder.getPath());
            Wrapper all = Tomcat.addServlet(context, "all", settings.servlet());
            all.setAsyncSupported(true);
            all.addMapping("/*");
            tomcat.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public int maxThreads() {
        return MAX_THREADS;
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It would cut off a client that resets streams faster than it is sent data. */
    private static Http2Protocol http2() {
        Http2Protocol protocol = new Http2Protocol();
        protocol.setOverheadCountFactor(0);
        protocol.setOverheadResetFactor(0);
        return protocol;
    }
}
