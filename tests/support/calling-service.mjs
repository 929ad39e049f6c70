// A service with the kit that calls back whoever it is told to, once a line of the request's body.
import http from 'node:http';
import { buffer } from 'node:stream/consumers';

const server = http.createServer((request, response) => {
  void (async () => {
    const addresses = (await buffer(request)).toString().split('\n');
    await Promise.all(addresses.map((address) => fetch(address, { method: 'POST' })));
    response.end();
  })();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening http://127.0.0.1:${port}`);
});
