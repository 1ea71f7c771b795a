import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import java.util.List;

/**
 * A client by JSSE that compares the server's name: in the handshake, or afterwards by a HostnameVerifier of its own.
 *
 * JavaNames handshake|verifier PORT PROTOCOL CERTIFICATE NAME, with -Djdk.net.hosts.file for the name.
 */
final class JavaNames {
    private static final char[] PASSWORD = "test-only".toCharArray();

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        SSLContext context = context(arguments[3]);
        try {
            if (arguments[0].equals("handshake")) {
                shake(context, port, arguments[2], arguments[4]);
            } else {
                fetch(context, port, arguments[2], arguments[4]);
            }
            System.out.println("served");
        } catch (IOException error) {
            System.out.println("client error: " + error);
            System.exit(2);
        }
    }

    private static SSLContext context(String certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (FileInputStream file = new FileInputStream("pki/root.pem")) {
            trusted.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(certificate + ".p12")) {
            own.load(file, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void shake(SSLContext context, int port, String protocol, String name) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(new Socket("192.0.2.20", port), name, port, true)) {
            socket.setEnabledProtocols(new String[] {protocol});
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    private static void fetch(SSLContext context, int port, String protocol, String name) throws IOException {
        System.setProperty("https.protocols", protocol);
        var connection = (HttpsURLConnection) URI.create("https://" + name + ":" + port + "/").toURL().openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> {
            System.out.println("verifier: " + host + " is not named in the certificate");
            return false;
        });
        connection.getResponseCode();
    }
}
