// One end of a QUIC connection with quic-go, which says on standard output what it made of the other.
//
// usage: quic-go-end server|client ADDRESS [flags]
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/lucas-clemente/quic-go"
)

var (
	certificate = flag.String("certificate", "", "chain to present, PEM")
	key         = flag.String("key", "", "its key, PEM")
	authorities = flag.String("ca", "", "authorities to check the other end by, PEM")
	request     = flag.String("request", "none", "none, optional or required: a client certificate")
	keyLog      = flag.String("keys", "", "append secrets to this file")
	serverName  = flag.String("name", "api.example", "server name")
	protocol    = flag.String("alpn", "mtlscope-test", "application protocol")
	retry       = flag.Bool("retry", false, "send a Retry")
	version     = flag.String("version", "1", "1 or 2 (the draft's number)")
	times       = flag.Int("times", 1, "connections, one after the other, that resume")
	port        = flag.Int("port", 0, "local port of the client")
	group       = flag.String("group", "", "the only group for the key exchange: P-384")
	early       = flag.Bool("early", false, "send early data in the second connection")
)

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func versions() []quic.VersionNumber {
	if *version == "2" {
		return []quic.VersionNumber{quic.Version2, quic.Version1}
	}
	return []quic.VersionNumber{quic.Version1}
}

func configuration() *tls.Config {
	config := &tls.Config{NextProtos: []string{*protocol}, ServerName: *serverName, MinVersion: tls.VersionTLS13}
	if *certificate != "" {
		pair, err := tls.LoadX509KeyPair(*certificate, *key)
		check(err)
		config.Certificates = []tls.Certificate{pair}
		// Present it whatever authorities the request names.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	if *authorities != "" {
		pem, err := os.ReadFile(*authorities)
		check(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		config.RootCAs, config.ClientCAs = pool, pool
	}
	switch *request {
	case "optional":
		config.ClientAuth = tls.VerifyClientCertIfGiven
	case "required":
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	if *group == "P-384" {
		config.CurvePreferences = []tls.CurveID{tls.CurveP384}
	}
	if *keyLog != "" {
		file, err := os.OpenFile(*keyLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		check(err)
		config.KeyLogWriter = file
	}
	return config
}

func describe(state tls.ConnectionState) string {
	names := []string{}
	for _, one := range state.PeerCertificates {
		names = append(names, one.Subject.CommonName)
	}
	return fmt.Sprintf("certificates %d [%s] resumed %v", len(names), strings.Join(names, ", "), state.DidResume)
}

func server(address string) {
	config := &quic.Config{Versions: versions(), MaxIdleTimeout: 5 * time.Second}
	if !*retry {
		config.RequireAddressValidation = func(net.Addr) bool { return false }
	} else {
		config.RequireAddressValidation = func(net.Addr) bool { return true }
	}
	listener, err := quic.ListenAddr(address, configuration(), config)
	check(err)
	fmt.Println("listening")
	for {
		connection, err := listener.Accept(context.Background())
		if err != nil {
			fmt.Println("refused:", err)
			continue
		}
		fmt.Println("accepted:", describe(connection.ConnectionState().TLS.ConnectionState))
		go func() {
			stream, err := connection.AcceptStream(context.Background())
			if err != nil {
				fmt.Println("ended:", err)
				return
			}
			said, _ := io.ReadAll(stream)
			fmt.Printf("heard: %q\n", said)
			stream.Write([]byte("served " + string(said)))
			stream.Close()
		}()
	}
}

func client(address string) {
	config := configuration()
	config.ClientSessionCache = tls.NewLRUClientSessionCache(4)
	settings := &quic.Config{Versions: versions(), MaxIdleTimeout: 5 * time.Second, TokenStore: quic.NewLRUTokenStore(4, 4)}
	remote, err := net.ResolveUDPAddr("udp", address)
	check(err)
	failed := false
	for number := 0; number < *times; number++ {
		local := *port
		if local != 0 {
			local += number
		}
		socket, err := net.ListenUDP("udp", &net.UDPAddr{Port: local})
		check(err)
		limit, cancel := context.WithTimeout(context.Background(), 8*time.Second)
		var connection quic.Connection
		if *early && number > 0 {
			connection, err = quic.DialEarlyContext(limit, socket, remote, *serverName, config, settings)
		} else {
			connection, err = quic.DialContext(limit, socket, remote, *serverName, config, settings)
		}
		if err != nil {
			fmt.Println("failed:", err)
			failed = true
			cancel()
			continue
		}
		fmt.Println("connected:", describe(connection.ConnectionState().TLS.ConnectionState))
		stream, err := connection.OpenStreamSync(limit)
		if err == nil {
			_, err = stream.Write([]byte("hello"))
			stream.Close()
		}
		var said []byte
		if err == nil {
			said, err = io.ReadAll(stream)
		}
		if err != nil {
			fmt.Println("failed:", err)
			failed = true
		} else {
			fmt.Printf("heard: %q\n", said)
		}
		time.Sleep(200 * time.Millisecond)
		connection.CloseWithError(0, "")
		time.Sleep(100 * time.Millisecond)
		cancel()
	}
	if failed {
		os.Exit(1)
	}
}

func main() {
	role, address := os.Args[1], os.Args[2]
	check(flag.CommandLine.Parse(os.Args[3:]))
	if role == "server" {
		server(address)
	} else {
		client(address)
	}
}
