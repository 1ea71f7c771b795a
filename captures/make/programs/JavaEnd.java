// One end of a TLS connection by JSSE:
//   java JavaEnd.java server PORT PROTOCOL IDENTITY need|want|none
//   java JavaEnd.java client PORT PROTOCOL IDENTITY|- TRUSTED [refuse]
// `refuse`: the client's key manager throws when it is asked for a certificate.
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.util.*;
import javax.net.ssl.*;

public class JavaEnd {
    static final char[] PASSWORD = "test-only".toCharArray();

    static KeyManager[] keys(String name, boolean refuse) throws Exception {
        if (name.equals("-")) return null;
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(name + ".p12"))) { store.load(in, PASSWORD); }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        if (!refuse) return factory.getKeyManagers();
        X509ExtendedKeyManager real = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        return new KeyManager[] { new X509ExtendedKeyManager() {
            public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                System.out.println("asked for a certificate: the key store cannot be opened");
                throw new IllegalStateException("the key store cannot be opened");
            }
            public String chooseServerAlias(String t, Principal[] i, Socket s) { return null; }
            public X509Certificate[] getCertificateChain(String a) { return real.getCertificateChain(a); }
            public String[] getClientAliases(String t, Principal[] i) { return real.getClientAliases(t, i); }
            public String[] getServerAliases(String t, Principal[] i) { return null; }
            public PrivateKey getPrivateKey(String a) { return real.getPrivateKey(a); }
        } };
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
        for (Throwable e = error; e != null; e = e.getCause()) { System.out.println(what + ": " + e); }
    }

    static String peer(SSLSession session) {
        try { return session.getPeerPrincipal().getName(); } catch (SSLPeerUnverifiedException e) { return "none"; }
    }

    static void server(int port, String protocol, SSLContext context, String mode) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(port, 5, InetAddress.getByName("192.0.2.20"));
        listener.setEnabledProtocols(new String[] { protocol });
        listener.setNeedClientAuth(mode.equals("need"));
        if (mode.equals("want")) listener.setWantClientAuth(true);
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            System.out.println("accepted remotePort=" + socket.getPort());
            socket.startHandshake();
            System.out.println("handshake " + socket.getSession().getProtocol() + " peer=" + peer(socket.getSession()));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
            System.out.println("server heard: " + line);
            socket.getOutputStream().write("accepted\n".getBytes());
        } catch (IOException e) { say("server error", e); }
    }

    static void client(int port, String protocol, SSLContext context) throws Exception {
        InetAddress address = InetAddress.getByAddress("api.example", new byte[] { (byte) 192, 0, 2, 20 });
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address, port)) {
            System.out.println("connected localPort=" + socket.getLocalPort());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] { protocol });
            parameters.setServerNames(List.of(new SNIHostName("api.example")));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            System.out.println("handshake " + socket.getSession().getProtocol() + " peer=" + peer(socket.getSession()));
            socket.getOutputStream().write("hello\n".getBytes());
            System.out.println("client heard: " + new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine());
        } catch (IOException | RuntimeException e) {
            say("client error", e);
            System.exit(2);
        }
    }

    public static void main(String[] a) throws Exception {
        boolean serves = a[0].equals("server");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(a[3], a.length > 5), trust(serves ? "root" : a[4]), null);
        if (serves) server(Integer.parseInt(a[1]), a[2], context, a[4]);
        else client(Integer.parseInt(a[1]), a[2], context);
    }
}
