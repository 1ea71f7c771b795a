// A Node.js HTTPS server that completes the handshake and judges the client's certificate afterwards, as applications do:
// node late-server.js PORT VERSION HOW [NAME]
// HOW: `403` answers it to a client without a certificate that verifies and, if a NAME is given, has it; `destroy` destroys
// the socket instead. It asks every client, and lets the handshake of each one finish.
'use strict';
const https = require('https');
const fs = require('fs');

const [port, version, how, name] = process.argv.slice(2);
const options = {
  key: fs.readFileSync('pki/server-rsa.test-only.key.pem'),
  cert: fs.readFileSync('pki/server-rsa.pem'),
  ca: fs.readFileSync('pki/root.pem'),
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: version,
  maxVersion: version,
};

/// Why the client is not welcome; nothing if it is.
function fault(socket) {
  const certificate = socket.getPeerCertificate();
  if (!certificate || !certificate.subject) return 'no certificate';
  if (!socket.authorized) return `authorizationError=${socket.authorizationError}`;
  const names = (certificate.subjectaltname || '').split(', ');
  return !name || names.includes(`DNS:${name}`) ? undefined : `names=${names.join()}`;
}

const server = https.createServer(options, (request, response) => {
  const why = fault(request.socket);
  const verdict = why ? `refused ${why}` : 'accepted';
  console.log(`remotePort=${request.socket.remotePort} ${request.socket.getProtocol()} ${verdict}`);
  if (why && how === 'destroy') return request.socket.destroy();
  response.writeHead(why ? 403 : 200, { 'Content-Type': 'text/plain' });
  return response.end(why ? 'Forbidden\n' : 'accepted\n');
});
server.on('tlsClientError', (error) => console.log(`tlsClientError ${error.code} ${error.message}`));
server.listen(Number(port), '192.0.2.20', () => console.log(`listening on port ${port}`));
