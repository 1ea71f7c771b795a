// One end of a DTLS 1.2 connection by JSSE:
//   java JavaDatagramEnd.java server PORT IDENTITY need|want|none TRUSTED MTU
//   java JavaDatagramEnd.java client PORT IDENTITY|- - TRUSTED MTU
// MTU 0: as the library has it. A client repeats its flight when nothing comes for a second, eight times.
import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import javax.net.ssl.*;
import javax.net.ssl.SSLEngineResult.*;

public class JavaDatagramEnd {
    static final char[] PASSWORD = "test-only".toCharArray();
    static DatagramSocket socket;
    static SocketAddress peer;

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

    static void send(ByteBuffer data) throws IOException {
        data.flip();
        if (data.hasRemaining() && peer != null) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            socket.send(new DatagramPacket(bytes, bytes.length, peer));
        }
    }

    /** What the engine has to say, all of it. */
    static void say(SSLEngine engine) throws Exception {
        while (true) {
            ByteBuffer out = ByteBuffer.allocate(32768);
            SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
            send(out);
            run(engine);
            boolean more = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            if (!more || result.getStatus() != Status.OK) return;
        }
    }

    static void run(SSLEngine engine) {
        Runnable task;
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK && (task = engine.getDelegatedTask()) != null) {
            task.run();
        }
    }

    static String handshake(SSLEngine engine) throws Exception {
        int timeouts = 0;
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
            case NEED_WRAP: say(engine); break;
            case NEED_TASK: run(engine); break;
            case NEED_UNWRAP_AGAIN: {
                ByteBuffer none = ByteBuffer.allocate(32768);
                engine.unwrap(ByteBuffer.allocate(0), none);
                break;
            }
            case NEED_UNWRAP: {
                byte[] bytes = new byte[65535];
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                try {
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    if (++timeouts > 8) throw new IOException("no answer");
                    ByteBuffer out = ByteBuffer.allocate(32768);
                    // A wrap out of turn sends the flight again.
                    engine.wrap(ByteBuffer.allocate(0), out);
                    send(out);
                    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) say(engine);
                    break;
                }
                peer = packet.getSocketAddress();
                ByteBuffer in = ByteBuffer.wrap(bytes, 0, packet.getLength());
                ByteBuffer out = ByteBuffer.allocate(65535);
                while (in.hasRemaining()) {
                    SSLEngineResult result = engine.unwrap(in, out);
                    run(engine);
                    if (result.getStatus() != Status.OK) break;
                }
                break;
            }
            default:
                SSLSession session = engine.getSession();
                String name;
                try { name = session.getPeerPrincipal().getName(); } catch (SSLPeerUnverifiedException e) { name = "none"; }
                return "handshake " + session.getProtocol() + " peer=" + name;
            }
        }
    }

    static String hear(SSLEngine engine) throws Exception {
        byte[] bytes = new byte[65535];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        for (int i = 0; i < 8; i++) {
            socket.receive(packet);
            ByteBuffer out = ByteBuffer.allocate(65535);
            engine.unwrap(ByteBuffer.wrap(bytes, 0, packet.getLength()), out);
            if (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) say(engine);
            out.flip();
            if (out.hasRemaining()) return new String(out.array(), 0, out.limit());
        }
        return "";
    }

    static void speak(SSLEngine engine, String text) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(32768);
        engine.wrap(ByteBuffer.wrap(text.getBytes()), out);
        send(out);
    }

    public static void main(String[] arguments) throws Exception {
        boolean isServer = arguments[0].equals("server");
        InetSocketAddress server = new InetSocketAddress("192.0.2.20", Integer.parseInt(arguments[1]));
        SSLContext context = SSLContext.getInstance("DTLSv1.2");
        context.init(keys(arguments[2]), trust(arguments[4]), null);
        SSLEngine engine = context.createSSLEngine("api.example", server.getPort());
        SSLParameters parameters = engine.getSSLParameters();
        int mtu = Integer.parseInt(arguments[5]);
        if (mtu > 0) parameters.setMaximumPacketSize(mtu);
        if (isServer) {
            parameters.setNeedClientAuth(arguments[3].equals("need"));
            if (arguments[3].equals("want")) parameters.setWantClientAuth(true);
            socket = new DatagramSocket(server);
        } else {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket = new DatagramSocket();
            peer = server;
        }
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(!isServer);
        socket.setSoTimeout(isServer ? 30000 : 1000);
        try {
            System.out.println(handshake(engine));
            socket.setSoTimeout(6000);
            if (!isServer) speak(engine, "hello");
            String heard = hear(engine);
            System.out.println("heard: " + heard);
            if (isServer) speak(engine, heard);
            engine.closeOutbound();
            say(engine);
        } catch (Exception error) {
            for (Throwable e = error; e != null; e = e.getCause()) System.out.println(arguments[0] + " error: " + e);
            try { say(engine); } catch (Exception e) { System.out.println("then: " + e); }
            System.exit(2);
        }
    }
}
