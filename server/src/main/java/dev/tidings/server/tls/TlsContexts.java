package dev.tidings.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * What new connections are encrypted with: the files as they were when they were last in order.
 * <p>
 * Any thread. Files are read by a thread of its own.
 */
public final class TlsContexts implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 10 s: a certificate is renewed days before it ends, and an administrator waits to see that it is served. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** 10 s, as long as the head of a request may take. */
    private static final long HANDSHAKE_SECONDS = 10;

    private static final ApplicationProtocolConfig ALPN = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private final TlsFiles files;
    private final ScheduledExecutorService looking;

    /** All there ever were: a few a year, and connections of old ones may last as long. */
    private final Queue<SslContext> made = new ConcurrentLinkedQueue<>();

    private volatile SslContext current;

    /** What was tried last, good or bad. Only the looking thread, after the constructor. */
    private TlsFiles.Contents tried;

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if they are not there, or are no certificate and its key
     */
    public TlsContexts(TlsFiles files) {
        this(files, LOOK_EVERY);
    }

    TlsContexts(TlsFiles files, Duration lookEvery) {
        this.files = files;
        readable("tls.certificates", files.certificates());
        readable("tls.key", files.key());
        try {
            this.tried = files.read();
            this.current = made(context(tried.parse()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tls: " + files.certificates() + " and " + files.key() + ": " + reason(e)
                            + " (expected: a certificate, and its key in PKCS #8 that is not encrypted, in PEM)",
                    e);
        }
        this.looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tidings-tls");
            thread.setDaemon(true);
            return thread;
        });
        looking.scheduleWithFixedDelay(this::look, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    private SslContext made(SslContext context) {
        made.add(context);
        return context;
    }

    private static void readable(String name, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(name + ": " + file + " (expected: a file that can be read)");
        }
    }

    private static SslContext context(CertificateAndKey used) throws SSLException {
        return SslContextBuilder.forServer(used.key(), used.certificates())
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(ALPN)
                .build();
    }

    private static String reason(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    /** Takes what has changed; keeps what it has if that is not in order. */
    private void look() {
        try {
            TlsFiles.Contents now = files.read();
            if (!now.equals(tried)) {
                change(now);
                tried = now;
            }
        } catch (IOException | RuntimeException | Error e) {
            // The next look tries again.
            LOG.log(Level.ERROR, "the certificate or its key has changed and cannot be used now; the old one stays", e);
        }
    }

    private void change(TlsFiles.Contents now) throws IOException {
        try {
            current = made(context(now.parse()));
            LOG.log(Level.INFO, "the certificate in {0} has changed; new connections get it", files.certificates());
        } catch (GeneralSecurityException e) {
            LOG.log(
                    Level.ERROR,
                    "the certificate or its key has changed and is not in order; the old one stays: " + reason(e));
        }
    }

    /** Encrypts one connection. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = current.newHandler(allocator);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    /** When no connection is left that one of them encrypts. */
    @Override
    public void close() {
        looking.shutdownNow();
        made.forEach(ReferenceCountUtil::release);
    }
}
