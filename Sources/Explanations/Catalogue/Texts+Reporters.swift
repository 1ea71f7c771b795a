extension CatalogueText {
    /// What in a line tells who printed it: `client` or `server`, the program, and the words; `^` before them: they begin a line.
    static let reporters = #"""
        client | .NET | httprequestexception
        client | .NET | connecthelper
        client | .NET | system net http
        client | .NET | httpclient
        server | .NET | kestrel
        server | .NET | httpsconnectionmiddleware
        server | .NET | httpsconnectionadapter
        server | .NET | failed to authenticate https connection
        server | .NET | onconnectionasync method
        client | a client | ^ client error
        server | a server | ^ server error
        client | aioquic | client expect
        client | aioquic | client handshake start
        server | aioquic | server expect
        client | Android | cr x509util
        client | Android | conscrypt
        server | Apache httpd | ssl info pid
        server | Apache httpd | ssl error pid
        client | Apple | kcfstreamerrordomainssl
        client | Apple | nsurlsession
        client | Apple | nsurlconnection
        client | Apple | nsurlerrordomain
        client | Apple | cfnetwork
        client | Apple | cfurlconnection
        client | Apple | coretls read one record
        client | axTLS | sending client hello
        client | Bouncy Castle | tlsclientprotocol
        server | Bouncy Castle | tlsserverprotocol
        client | Chrome | net err
        client | Chrome | ssl client socket impl
        client | Chrome | err quic protocol error
        client | Chrome | crnet
        client | curl | curl <n>
        client | curl | ssl certificate problem
        client | curl | tlsv1 3 in tls alert
        client | curl | tlsv1 2 in tls alert
        client | curl | 304 in tls alert
        client | curl | tlsv1 3 in tls handshake
        client | curl | tlsv1 2 in tls handshake
        client | curl | 304 in tls handshake
        client | curl | tlsv1 3 out tls alert
        client | curl | tlsv1 2 out tls alert
        client | curl | 304 out tls alert
        client | curl | quic connect to
        client | Elasticsearch | logstash outputs
        server | Elasticsearch | httpservertransport
        server | Elasticsearch | netty4httpserver
        client | Envoy | upstream connect error or disconnect reset before headers
        client | Envoy | ^ transport failure reason
        client | Envoy | connection failure transport failure reason
        client | Envoy | reset reason ... transport failure reason
        client | Envoy | upstream transport failure reason
        client | Envoy | 503 uf
        server | Envoy | downstream transport failure reason
        server | Envoy | downstream tls
        server | Envoy | filter chain
        client | Erlang | tls client in state
        server | Erlang | tls server in state
        server | Erlang | tls server generated
        client | Erlang | tls client
        server | Erlang | tls server
        client | ESP-IDF | esp tls
        client | ESP-IDF | esp x509 crt bundle
        client | ESP-IDF | start ssl client
        client | ESP-IDF | ssl client cpp
        client | ESP-IDF | aws iot
        client | ESP-IDF | iot tls connect
        client | ESP-IDF | http client
        client | ESP-IDF | mqtt client
        client | ESP-IDF | transport base
        server | ESP-IDF | esp tls server session
        server | ESP-IDF | esp https server
        client | Envoy | conn pool base cc
        client | Envoy | codec client cc
        client | Beats | ssl client failed to connect
        client | a client | cannot connect to server
        client | a client | failed to connect ssl stream
        server | Tornado | tornado general ssl error on
        server | CivetWeb | sslize error
        server | Logstash | beatshandler
        server | Go | error on tls handshake from
        client | Dart | handshake error in client
        server | Dart | handshake error in server
        client | Redis | could not connect to redis
        client | Redis | redis connection to
        client | Redis | error condition on socket for sync
        server | Redis | error accepting a client connection
        server | Redis | error accepting cluster node connection
        client | SQL Server | microsoft sqlserver jdbc
        client | SQL Server | could not establish a secure connection to sql server
        client | Mbed TLS | mbedtls ssl server hello
        client | MongoDB | connection attempt failed
        client | MySQL | mysql cj jdbc
        client | PostgreSQL client | psqlexception
        server | NPS | reason code <n> reason
        server | etcd | msg rejected connection
        server | mosquitto | client connection from ... failed
        server | etcd | rejected connection from
        server | FreeRADIUS | rlm eap
        server | FreeRADIUS | tls accept
        server | FreeRADIUS | eap tls error tls
        server | FreeRADIUS | eap tls tls
        server | FreeRADIUS | eap tls warning
        server | FreeRADIUS | eap peap tls
        server | FreeRADIUS | eap ttls tls
        server | FreeRADIUS | eap peap error
        server | FreeRADIUS | eap tls error
        server | FreeRADIUS | auth tls alert
        server | FreeRADIUS | login incorrect
        client | git | fatal unable to access
        client | gnutls-cli | pki verification of server certificate failed
        client | Go | get https
        client | Go | post https
        client | Go | put https
        client | Go | transport authentication handshake failed
        client | Go | dial tcp
        server | Go | http tls handshake error from
        client | Go | head https
        client | Go | patch https
        client | Go | delete https
        client | Go | get wss
        client | Go | failed to dial
        client | Go | error reading server preface
        client | Go | rpc error code unavailable
        client | Go | transport error while dialing
        client | Go | transport remote error
        client | Go | createtransport failed
        client | Go | addrconn
        client | Go | failed to verify certificate x509 certificate is valid for
        server | Go | http2server handlestreams
        server | Go | serverhandshake
        server | Go | http server tls handshake error
        client | gRPC | subchannel
        server | HAProxy | 1 ssl handshake failure
        server | HAProxy | 2 ssl handshake failure
        client | HAProxy | health check for server
        client | HAProxy | layer6 invalid response
        server | hostapd | hostapd
        client | IBM MQ client | connx
        client | Java | httpclientconnectionoperator
        client | Java | apache http
        client | Java | java net http
        client | Java | jdk internal net http
        client | Java | httpsurlconnection
        client | Java | httpsclient
        client | Java | okhttp3
        client | Java | realconnection connecttls
        client | Java | checkservertrusted
        client | Java | checkservercerts
        client | Java | onservercertificate
        client | Java | networkclient
        client | Java | client connected using
        client | Java | manticore
        server | Java | checkclienttrusted
        server | Java | checkclientcerts
        server | Java | sslhandler handshakefailure
        server | Java | nioendpoint
        server | Java | apache tomcat util net
        server | Java | jetty server
        server | Java | jetty io ssl ... jetty server
        server | Java | exampledtlsserver
        client | Kafka | kafka producer
        client | Kafka | kafka consumer
        client | Kafka | kafka admin client
        server | Kafka | socketserver
        client | Kafka | producer clientid
        client | Kafka | consumer clientid
        client | Kafka | adminclient clientid
        client | Kafka | failed authentication due to
        client | Kubernetes | unable to connect to the server
        client | libcoap | coap client
        server | libcoap | coap server
        server | libcoap | ssl accept sslv3 tls
        client | libcoap | presented by server
        server | libcoap | presented by client
        client | librdkafka | rdkafka
        client | librdkafka | bootstrap ssl handshake failed
        client | librelp | conn to srvr
        server | librelp | conn to clt
        client | Mbed TLS | ssl cli c
        server | Mbed TLS | ssl srv c
        client | Mbed TLS | ssl tls12 client
        server | Mbed TLS | ssl tls12 server
        client | Mbed TLS | ssl tls13 client
        server | Mbed TLS | ssl tls13 server
        server | MongoDB | ingress tls handshake
        server | MongoDB | error receiving request from client
        server | MongoDB | sslhandshakefailed ... ending connection from
        server | MongoDB | network conn
        client | MongoDB | mongoserverselectionerror
        client | MongoDB | mongonetworkerror
        client | MongoDB | connecting to mongodb
        client | MongoDB | egress tls handshake
        server | mosquitto | socket error on client
        client | mosquitto | sending connect
        client | mosquitto | mosquitto sub
        client | mosquitto | mosquitto pub
        client | MQTT | paho
        client | nginx | while ssl handshaking to upstream
        server | nginx | while ssl handshaking client
        server | nginx | while reading client request headers
        server | nginx | while reading client request line
        server | nginx | while handling frames
        server | nginx | udp client
        client | Node.js | axioserror
        server | Node.js | tlsclienterror
        client | Node.js | tlssocket onconnectsecure
        client | Node.js | tlssocket onconnectend
        client | Node.js | fetcherror
        client | Node.js | npm err
        client | Node.js | err fetch failed
        client | NSS | tstclnt
        server | NSS | selfserv
        client | OpenLDAP | ldap start tls
        client | OpenLDAP | ldap sasl
        client | OpenSSL | statem clnt c
        client | OpenSSL | tls process server certificate
        client | OpenSSL | tls post process server certificate
        client | OpenSSL | s client
        server | OpenSSL | statem srvr c
        server | OpenSSL | tls process client certificate
        server | OpenSSL | tls post process client hello
        server | OpenSSL | tls early post process client hello
        server | OpenSSL | tls process client hello
        server | OpenSSL | ssl accept
        server | OpenSSL | s server
        client | OpenSSL | ssl connect
        client | OpenSSL | s23 clnt
        client | OpenSSL | s3 clnt
        client | OpenSSL | ssl23 get server hello
        client | OpenSSL | ssl3 get server certificate
        client | OpenSSL | read server certificate
        client | OpenSSL | connect ssl
        server | OpenSSL | s23 srvr
        server | OpenSSL | s3 srvr
        server | OpenSSL | ssl23 get client hello
        server | OpenSSL | ssl3 get client certificate
        server | OpenSSL | ssl3 get client hello
        server | OpenSSL | accept sr clnt hello
        client | OpenVPN | tcp client link remote
        client | OpenVPN | tcp client link local
        client | OpenVPN | tls client
        client | OpenVPN | attempting to establish tcp connection
        client | OpenVPN | client udp link
        server | OpenVPN | tcp server link
        server | OpenVPN | ovpn server
        server | OpenVPN | openvpn server
        server | OpenVPN | client instance restarting
        client | OpenVPN | event cert verify fail
        client | OpenVPN | transport error mbed tls
        client | OpenVPN | transport error opensslcontext
        server | OpenVPN | multi bad source address
        server | OpenVPN | multi learn
        server | OpenVPN | multi multi
        server | OpenVPN | multi new
        server | OpenVPN | multi primary virtual
        server | OpenVPN | multi sva
        server | nats-server | cid <n> tls handshake error
        server | nats-server | mid <n> tls handshake error
        client | Oracle | dpi 1080
        server | PgBouncer | closing because client unexpected eof
        client | PHP | fsockopen
        client | PHP | file get contents
        client | PHP | stream socket client
        client | PHP | guzzlehttp
        client | PHP | curl error
        server | mitmproxy | cannot establish tls with client
        server | mitmproxy | client tls handshake failed the client
        client | mitmproxy | cannot establish tls with server
        client | mitmproxy | server tls handshake failed
        client | Redis | redis exceptions
        client | Qt | qnetworkreply
        client | Docker | error during connect
        server | Zabbix | failed to accept an incoming connection
        client | Zabbix | cannot establish tls to
        server | Exim | tls error on connection from
        server | Kamailio | tls err ret tls accept
        client | Kamailio | tls err ret tls connect
        client | linphone | org linphone
        client | IBM's GSKit | failed to establish ssl connection to server
        client | RabbitMQ | did not connect to exchange
        client | RabbitMQ | shovel ... failed to connect
        server | postfix | postfix smtpd
        server | postfix | ssl accept error from
        client | postfix | postfix smtp
        client | postfix | ssl connect error to
        server | PostgreSQL | could not accept ssl connection
        server | PostgreSQL | konnte ssl verbindung nicht annehmen
        server | PostgreSQL | no se pudo aceptar una conexión ssl
        server | PostgreSQL | n a pas pu accepter la connexion ssl
        server | PostgreSQL | accettazione della connessione ssl fallita
        server | PostgreSQL | ssl接続を受け付けられませんでした
        server | PostgreSQL | не удалось принять ssl подключение
        server | PostgreSQL | kunde inte acceptera ssl uppkoppling
        client | PostgreSQL client | psql error
        client | PostgreSQL client | could not connect to server
        client | PostgreSQL client | pg basebackup
        client | PostgreSQL client | connection to server at
        client | PostgreSQL client | psycopg2
        client | PostgreSQL client | failed to retrieve postgresql
        client | Python | requests exceptions sslerror
        client | Python | urllib3 exceptions
        client | Python | httpsconnectionpool
        client | Python | urlopen error
        client | Python | sslcertverificationerror ... urlopen
        client | Python | aiohttp client exceptions
        client | Python | clientconnectorcertificateerror
        client | Python | httpx connecterror
        client | Python | pymongo
        client | Python | pika
        client | quic-go | client peer closed connection
        client | quic-go | client closing connection
        server | quic-go | server accepting
        server | quic-go | server accept
        server | quic-go | server peer closed connection
        server | quic-go | server closing connection
        server | rsyslog | imtcp
        server | rsyslog | imrelp
        client | rsyslog | omfwd
        client | rsyslog | omrelp
        client | Ruby | ssl connect returned
        client | Ruby | ssl connect syscall
        client | Ruby | faraday
        server | Ruby | ssl accept returned
        client | Rust | error trying to connect
        client | Rust | error sending request
        client | Rust | reqwest
        client | Rust | hyper error connect
        client | rustls | rustls client
        server | rustls | rustls server
        server | rustls | accept error
        client | s2n | aws crt
        client | SChannel | initializesecuritycontext
        server | SChannel | acceptsecuritycontext
        server | slapd | slapd
        server | stunnel | service ... accepted connection
        client | Tasmota | mqt tls connection error
        client | Terraform | error making api request
        client | wget | unable to establish ssl connection
        client | WinHTTP | winhttp
        client | WinHTTP | winhttpsendrequest
        client | wolfSSL | wolfssl connect
        client | wolfSSL | ssl connect failed
        client | wolfSSL | connect to wolfssl
        server | wolfSSL | wolfssl accept
        client | wpa_supplicant | wpa supplicant
        client | wpa_supplicant | ctrl event eap tls cert error
        client | wpa_supplicant | ctrl event eap status
        client | wpa_supplicant | ctrl event eap peer cert
        client | wpa_supplicant | ctrl event eap failure eap authentication failed
        client | wpa_supplicant | openssl openssl handshake ssl connect
        """#
}
