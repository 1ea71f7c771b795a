// A Node.js TLS server that says what it decides: node node-server.js PORT VERSION CERTIFICATE MODE [NEXT_PORT]
// MODE: `mutual` asks and insists, `optional` asks and looks at `authorized`, `none` does not ask.
// With NEXT_PORT it is a gateway: what it accepts, it passes on over a second mutual session.
'use strict';
const tls = require('tls');
const fs = require('fs');

const [port, version, certificate, mode, nextPort] = process.argv.slice(2);
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
    key: fs.readFileSync('pki/client-ec.test-only.key.pem'), cert: fs.readFileSync('pki/client-ec.pem'),
  });
  next.on('secureConnect', () => {
    console.log(`upstream secureConnect ${next.getProtocol()} authorized=${next.authorized} localPort=${next.localPort}`);
    socket.pipe(next);
    next.pipe(socket);
  });
  next.on('error', (error) => { console.log(`upstream error ${error.code} ${error.message}`); socket.destroy(); });
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
