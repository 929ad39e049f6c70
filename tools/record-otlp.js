// A proxy between services and an Ordertrace server that records every OTLP request unchanged: fixtures for
// tests.
// node tools/record-otlp.js FOLDER HTTP_PORT GRPC_PORT SERVER_HTTP_URL SERVER_GRPC_ADDRESS
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import grpc from '@grpc/grpc-js';

const [folder = '', httpPort, grpcPort, serverUrl = '', serverAddress = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
let count = 0;

/** One file per request: its number, transport and signal. Bodies are stored decompressed. */
function keep(transport, signal, { body, ending, service }) {
  count += 1;
  const number = String(count).padStart(2, '0');
  writeFileSync(join(folder, `${number}-${service}-${transport}-${signal}.${ending}`), body);
}

/** First text after the attribute's name: good enough for a file name, in protobuf and in JSON. */
function serviceIn(body) {
  const text = body.toString('latin1');
  return /service\.name[^a-z]+(?:(?:value|stringValue)[^a-z]+)*([a-z-]+)/.exec(text)?.[1] ?? 'unknown';
}

createServer((request, response) => {
  void relay(request, response).catch((error) => response.writeHead(502).end(String(error)));
}).listen(Number(httpPort), '127.0.0.1');

async function relay(request, response) {
  const sent = await buffer(request);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  const type = request.headers['content-type'] ?? '';
  const signal = request.url.split('/').at(-1);
  const ending = type.includes('json') ? 'json' : 'pb';
  keep('http', signal, { body, ending, service: serviceIn(body) });
  const answer = await fetch(serverUrl + request.url, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? type });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

const bytes = (value) => value;
const services = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};
const client = new grpc.Client(serverAddress, grpc.credentials.createInsecure());
const server = new grpc.Server();
for (const [signal, path] of Object.entries(services)) {
  const method = { path, requestStream: false, responseStream: false };
  server.addService(
    {
      Export: {
        ...method,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    {
      Export(call, done) {
        keep('grpc', signal, { body: call.request, ending: 'pb', service: serviceIn(call.request) });
        client.makeUnaryRequest(path, bytes, bytes, call.request, done);
      },
    },
  );
}
server.bindAsync(`127.0.0.1:${grpcPort}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
