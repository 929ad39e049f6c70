import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ports } from '../src/launch/options.js';
import { checkPorts } from '../src/launch/check-ports.js';
import { freePort } from '../src/process/ports.js';

const servers: Server[] = [];

afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function freePorts(): Promise<Ports> {
  const [server = 0, otlpHttp = 0, otlpGrpc = 0, shop = 0, mes = 0, calculation = 0] = await Promise.all(
    Array.from({ length: 6 }, freePort),
  );
  return { server, otlpHttp, otlpGrpc, shop, mes, calculation };
}

describe('ports', () => {
  it('are accepted when all are free', async () => {
    await expect(checkPorts(await freePorts(), ['server', 'shop'])).resolves.toBeUndefined();
  });

  it('are refused with every taken one and its option', async () => {
    const ports = { ...(await freePorts()), shop: await takenPort(), otlpHttp: await takenPort() };
    const check = checkPorts(ports, ['server', 'shop', 'otlpHttp']);
    await expect(check).rejects.toMatchObject({ code: 'port_taken' });
    await expect(check).rejects.toThrow(new RegExp(`${ports.shop} \\(Shop API\\).*--port-shop`, 'u'));
    await expect(check).rejects.toThrow(new RegExp(`${ports.otlpHttp} .*--port-otlp-http`, 'u'));
  });

  it('are not looked at where they are not needed', async () => {
    const ports = { ...(await freePorts()), shop: await takenPort() };
    await expect(checkPorts(ports, ['server'])).resolves.toBeUndefined();
  });

  it('are refused when two parts are to have one', async () => {
    const ports = await freePorts();
    await expect(checkPorts({ ...ports, mes: ports.shop }, ['shop', 'mes'])).rejects.toThrow('twice');
  });
});
