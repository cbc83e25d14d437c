package dev.tidings.load;

import io.netty.buffer.ByteBufAllocator;
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
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Encryption to a server, whether somebody looks at its certificate, and the protocol that is spoken under it. */
final class Tls {
    static final Tls HTTP_1_1 = new Tls(ApplicationProtocolNames.HTTP_1_1, true);
    static final Tls HTTP_2 = new Tls(ApplicationProtocolNames.HTTP_2, true);
    static final Tls VERIFIED_HTTP_1_1 = new Tls(ApplicationProtocolNames.HTTP_1_1, false);
    static final Tls VERIFIED_HTTP_2 = new Tls(ApplicationProtocolNames.HTTP_2, false);

    private final SslContext context;

    private Tls(String protocol, boolean trustsAny) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
            if (trustsAny) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            }
            context = builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocol))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For one connection. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /** For one connection to a host whose name has to stand in the certificate. */
    SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        return context.newHandler(allocator, host, port);
    }

    /** A socket that blocks. */
    static Socket socket(String host, int port) throws IOException {
        try {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return trusting.getSocketFactory().createSocket(host, port);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
