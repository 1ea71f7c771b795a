// A Node.js TLS server that says what it decides: node node-server.js PORT VERSION CERTIFICATE MODE [NEXT_PORT [NEXT_CERTIFICATE]]
// MODE: `mutual` asks and insists, `optional` asks and looks at `authorized`, `none` does not ask.
// With NEXT_PORT it is a gateway: what it accepts, it passes on over a second mutual session, with a certificate for that.
'use strict';
const tls = require('tls');
const fs = require('fs');

const [port, version, certificate, mode, nextPort, nextCertificate = 'client-ec'] = process.argv.slice(2);
const host = nextPort ? '192.0.2.30' : '192.0.2.20';
const options = {
  key: fs.readFileSync(`pki/${certificate}.test-only.key.pem`),
  cert: fs.readFileSync(`pki/${certificate}.pem`),
  ca: fs.readFileSync('pki/root.pem'),
  requestCert: mode !== 'none',
  rejectUnauthorized: mode === 'mutual',
  minVersion: version,
  maxVersion: version,
};

function answer(socket) {
  socket.on('data', (data) => socket.end(`server heard: ${data}`));
}

function passOn(socket) {
  const next = tls.connect({
    host: '192.0.2.20', port: Number(nextPort), servername: 'api.example', localAddress: '192.0.2.30',
    ca: options.ca, minVersion: version, maxVersion: version,
    key: fs.readFileSync(`pki/${nextCertificate}.test-only.key.pem`), cert: fs.readFileSync(`pki/${nextCertificate}.pem`),
  });
  let answered = false;
  next.on('connect', () => console.log(`upstream connect localPort=${next.localPort}`));
  next.on('secureConnect', () => {
    console.log(`upstream secureConnect ${next.getProtocol()} authorized=${next.authorized} localPort=${next.localPort}`);
    socket.pipe(next);
  });
  next.on('data', (data) => { answered = true; socket.write(data); });
  next.on('error', (error) => console.log(`upstream error ${error.code} ${error.message}`));
  // In TLS 1.3 the server refuses after what this end takes for the end of the handshake.
  next.on('close', () => socket.end(answered ? undefined : 'bad gateway'));
}

const server = tls.createServer(options, (socket) => {
  const subject = (socket.getPeerCertificate().subject || {}).CN;
  console.log(`secureConnection ${socket.getProtocol()} remotePort=${socket.remotePort} authorized=${socket.authorized} `
    + `authorizationError=${socket.authorizationError} subject=${subject}`);
  socket.on('error', (error) => console.log(`socket error ${error.code} ${error.message}`));
  socket.on('close', (hadError) => console.log(`socket closed hadError=${hadError}`));
  if (nextPort) passOn(socket); else answer(socket);
});
server.on('tlsClientError', (error, socket) => {
  console.log(`tlsClientError remotePort=${socket.remotePort} code=${error.code} ${error.message} `
    + `authorized=${socket.authorized} authorizationError=${socket.authorizationError}`);
});
server.listen(Number(port), host, () => console.log(`listening on ${host} port ${port}`));
