// What does the kit cost a service, compared with the plain OpenTelemetry SDK? CPU per span (created, ended
// and exported), CPU and time per request.
// Run: node benchmarks/kit-overhead.js   (prints JSON lines)
// Two child processes, one with each, alternate in one run. The collector is a sink in the parent process.
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
const rounds = 15;
const spansInRound = 20_000;
const requestsInRound = 1_000;
const concurrency = 4;

if (process.argv[2] === 'child') await child(process.argv[3], process.argv[4]);
else await parent();

async function parent() {
  const sink = createServer((request, response) => request.resume().on('end', () => response.end()));
  await new Promise((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const variants = await Promise.all(['plain', 'kit'].map((name) => startChild(name, sink.address().port)));
  for (let round = 0; round <= rounds; round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed())
      await runRound(variant, round > 0);
  }
  report(variants);
  for (const { process } of variants) process.kill();
  sink.close();
}

async function startChild(name, port) {
  const process = fork(fileURLToPath(import.meta.url), ['child', name, String(port)]);
  const { address } = await answer(process);
  return { name, process, address, spanMicros: [], requestMicros: [], p50: [], p99: [] };
}

/** The first round is a warm-up and does not count. */
async function runRound(variant, counts) {
  const spans = await ask(variant.process, 'spans');
  const before = await ask(variant.process, 'cpu');
  const times = await load(variant.address);
  const after = await ask(variant.process, 'cpu');
  if (!counts) return;
  variant.spanMicros.push(spans.micros / spansInRound);
  variant.requestMicros.push((after.micros - before.micros) / requestsInRound);
  variant.p50.push(times[Math.floor(times.length * 0.5)]);
  variant.p99.push(times[Math.floor(times.length * 0.99)]);
}

async function load(address) {
  const times = [];
  let left = requestsInRound;
  const client = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      const response = await fetch(`${address}/orders/48213`, {
        headers: { baggage: 'order_id=48213,tenant_id=retail' },
      });
      await response.arrayBuffer();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return times.sort((a, b) => a - b);
}

function report([plain, kit]) {
  const measures = [
    ['span_cpu', 'spanMicros', 'µs'],
    ['request_cpu', 'requestMicros', 'µs'],
    ['request_p50', 'p50', 'ms'],
    ['request_p99', 'p99', 'ms'],
  ];
  for (const [metric, key, unit] of measures) {
    print(`${metric}_plain`, median(plain[key]), unit);
    print(`${metric}_kit`, median(kit[key]), unit);
    // Computed per round, not from the medians: other load of the machine in a round affects both.
    print(`${metric}_overhead`, median(kit[key].map((value, i) => value - plain[key][i])), unit);
  }
}

function print(metric, value, unit) {
  const rounded = Math.round(value * 1000) / 1000;
  console.log(JSON.stringify({ bench: 'kit-overhead', metric, value: rounded, unit, machine }));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function answer(process) {
  return new Promise((resolve) => process.once('message', resolve));
}

function ask(process, what) {
  process.send(what);
  return answer(process);
}

async function child(name, port) {
  const url = `http://127.0.0.1:${port}`;
  const flush = name === 'kit' ? await startKit(url) : await startPlain(url);
  const { context, propagation, trace } = await import('@opentelemetry/api');
  const http = await import('node:http');
  const tracer = trace.getTracer('bench');
  const baggage = propagation.createBaggage({
    order_id: { value: '48213' },
    tenant_id: { value: 'retail' },
  });
  const orderContext = propagation.setBaggage(context.active(), baggage);
  const answers = {
    spans: async () => {
      const before = process.cpuUsage();
      for (let made = 0; made < spansInRound; made += 400) {
        context.with(orderContext, () => makeSpans(tracer, 50));
        await new Promise(setImmediate);
      }
      await flush();
      const { user, system } = process.cpuUsage(before);
      return { micros: user + system };
    },
    cpu: async () => {
      await flush();
      const { user, system } = process.cpuUsage();
      return { micros: user + system };
    },
  };
  process.on('message', (what) => void answers[what]().then((result) => process.send(result)));
  const server = http.createServer((_request, response) => {
    makeSpans(tracer, 1);
    response.end('{}');
  });
  server.listen(0, '127.0.0.1', () => process.send({ address: `http://127.0.0.1:${server.address().port}` }));
}

/** Traces of eight spans, eight attributes each. */
function makeSpans(tracer, traces) {
  for (let i = 0; i < traces; i++) {
    tracer.startActiveSpan('request', { attributes: attributesOf(i) }, (root) => {
      for (let j = 0; j < 7; j++) tracer.startSpan('query', { attributes: attributesOf(j) }).end();
      root.end();
    });
  }
}

function attributesOf(i) {
  return {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.operation.name': 'SELECT',
    'db.query.text': 'SELECT * FROM orders WHERE id = $1',
    'server.address': 'db.internal',
    'server.port': 5432,
    'thread.id': i,
    'code.function.name': 'findOrder',
  };
}

async function startKit(url) {
  const { configFromEnvironment, startInstrumentation } = await import('@ordertrace/instrumentation');
  const kit = startInstrumentation({
    ...configFromEnvironment({ OTEL_SERVICE_NAME: 'bench', OTEL_BSP_MAX_QUEUE_SIZE: '100000' }),
    instrumentations: ['http'],
    tracesUrl: `${url}/v1/traces`,
    logsUrl: `${url}/v1/logs`,
  });
  return () => kit.flush(60_000);
}

async function startPlain(url) {
  const { context, propagation, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const core = await import('@opentelemetry/core');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  const { registerInstrumentations } = await import('@opentelemetry/instrumentation');
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 100_000, scheduledDelayMillis: 1_000 });
  const tracerProvider = new TracerProvider({ spanProcessors: [processor] });
  const propagators = [new core.W3CTraceContextPropagator(), new core.W3CBaggagePropagator()];
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.CompositePropagator({ propagators }));
  trace.setGlobalTracerProvider(tracerProvider);
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()], tracerProvider });
  return () => processor.forceFlush();
}
