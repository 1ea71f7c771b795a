// A Node.js TLS client that says what it sees: node node-client.js HOST PORT VERSION CERTIFICATE|- [CHAIN] [CA]
'use strict';
const tls = require('tls');
const fs = require('fs');

const [host, port, version, certificate, chain = 'leaf', ca = 'root'] = process.argv.slice(2);
const options = {
  host, port: Number(port), servername: host === '192.0.2.30' ? 'gateway.example' : 'api.example',
  ca: fs.readFileSync(`pki/${ca}.pem`), minVersion: version, maxVersion: version,
};
if (certificate !== '-') {
  options.key = fs.readFileSync(`pki/${certificate}.test-only.key.pem`);
  options.cert = fs.readFileSync(`pki/${certificate}${chain === 'chain' ? '.chain' : ''}.pem`);
}
const socket = tls.connect(options, () => {
  console.log(`secureConnect ${socket.getProtocol()} authorized=${socket.authorized} localPort=${socket.localPort}`);
  socket.write('hello');
});
socket.on('data', (data) => console.log(`client heard: ${data}`));
socket.on('end', () => console.log('end by the server'));
socket.on('error', (error) => { console.log(`error ${error.code} ${error.message}`); process.exitCode = 2; });
socket.on('close', (hadError) => console.log(`closed hadError=${hadError}`));
