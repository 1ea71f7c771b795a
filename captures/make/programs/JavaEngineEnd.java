// Ends of TLS on JSSE's SSLEngine, as Tomcat, Netty and java.net.http use it: it puts a whole flight into one record.
//   java JavaEngineEnd.java server PORT PROTOCOL IDENTITY need|want
//   java JavaEngineEnd.java client PORT PROTOCOL IDENTITY|- TRUSTED
// The server says what it makes of the client, and writes the alert before it closes. The client is java.net.http, and
// asks for / once.
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.time.Duration;
import javax.net.ssl.*;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

public class JavaEngineEnd {
    static final char[] PASSWORD = "test-only".toCharArray();

    static KeyManager[] keys(String name) throws Exception {
        if (name.equals("-")) return null;
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(name + ".p12"))) { store.load(in, PASSWORD); }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    static TrustManager[] trust(String name) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(Path.of("pki/" + name + ".pem"))) {
            store.setCertificateEntry(name, CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    static void say(String what, Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) System.out.println(what + ": " + e);
    }

    /** One connection by an engine, blocking. */
    static class Channel {
        final SSLEngine engine;
        final SocketChannel socket;
        ByteBuffer in, out, data;

        Channel(SSLEngine engine, SocketChannel socket) {
            this.engine = engine;
            this.socket = socket;
            in = ByteBuffer.allocate(1 << 16);
            out = ByteBuffer.allocate(1 << 16);
            data = ByteBuffer.allocate(1 << 16);
        }

        void send(ByteBuffer content) throws IOException {
            out.clear();
            engine.wrap(content, out);
            out.flip();
            while (out.hasRemaining()) socket.write(out);
        }

        /** Reads until a record is opened; false at the end of the stream. */
        boolean receive() throws IOException {
            while (true) {
                in.flip();
                SSLEngineResult result = engine.unwrap(in, data);
                in.compact();
                switch (result.getStatus()) {
                    case BUFFER_UNDERFLOW: if (socket.read(in) < 0) return false; break;
                    case CLOSED: return false;
                    default: return true;
                }
            }
        }

        void shake() throws IOException {
            engine.beginHandshake();
            while (true) {
                HandshakeStatus status = engine.getHandshakeStatus();
                if (status == HandshakeStatus.NEED_WRAP) send(ByteBuffer.allocate(0));
                else if (status == HandshakeStatus.NEED_UNWRAP) { if (!receive()) throw new EOFException("in the handshake"); }
                else if (status == HandshakeStatus.NEED_TASK) engine.getDelegatedTask().run();
                else return;
            }
        }

        /** What the engine still has to say, an alert or close_notify. */
        void flush() throws IOException {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) send(ByteBuffer.allocate(0));
        }
    }

    static void server(int port, String protocol, SSLContext context, String mode) throws Exception {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress("192.0.2.20", port));
        while (true) {
            SocketChannel socket = listener.accept();
            System.out.println("accepted remotePort=" + ((InetSocketAddress) socket.getRemoteAddress()).getPort());
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] { protocol });
            if (mode.equals("need")) parameters.setNeedClientAuth(true); else parameters.setWantClientAuth(true);
            engine.setSSLParameters(parameters);
            Channel channel = new Channel(engine, socket);
            try {
                channel.shake();
                String peer = "none";
                try { peer = engine.getSession().getPeerPrincipal().getName(); } catch (SSLPeerUnverifiedException e) { }
                System.out.println("handshake " + engine.getSession().getProtocol() + " peer=" + peer);
                while (channel.data.position() == 0 && channel.receive()) { }
                System.out.println("server heard " + channel.data.position() + " bytes");
                byte[] body = "accepted\n".getBytes();
                String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
                channel.send(ByteBuffer.wrap((head + "accepted\n").getBytes()));
                while (channel.receive()) { }
            } catch (IOException e) { say("server error", e); }
            try { channel.flush(); } catch (IOException e) { say("server error", e); }
            socket.close();
        }
    }

    static void client(int port, String protocol, SSLContext context) throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] { protocol });
        HttpClient client = HttpClient.newBuilder().sslContext(context).sslParameters(parameters)
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.example:" + port + "/"))
            .timeout(Duration.ofSeconds(10)).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println("client heard: " + answer.statusCode());
        } catch (IOException e) {
            say("client error", e);
            System.exit(2);
        }
        System.exit(0);
    }

    public static void main(String[] a) throws Exception {
        boolean serves = a[0].equals("server");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(a[3]), trust(serves ? "root" : a[4]), null);
        if (serves) server(Integer.parseInt(a[1]), a[2], context, a[4]);
        else client(Integer.parseInt(a[1]), a[2], context);
    }
}
