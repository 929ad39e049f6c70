import type { App, SpanHandle, Story, Values } from './story.js';

export const grpcCodes = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

export interface GrpcInput {
  readonly service: string;
  readonly method: string;
  readonly code: keyof typeof grpcCodes;
  readonly host: string;
  readonly from?: App;
  readonly at: number;
  readonly lasts?: number;
  readonly under?: SpanHandle;
}

function grpcValues({ service, method, code }: GrpcInput): Values {
  return {
    'rpc.system': 'grpc',
    'rpc.service': service,
    'rpc.method': method,
    'rpc.grpc.status_code': BigInt(grpcCodes[code]),
  };
}

export function grpcCall(story: Story, call: GrpcInput): SpanHandle {
  const { from = story.cast.shop, service, method, code, host, at, lasts = 0.2, under } = call;
  return story.span(from, {
    name: `${service}/${method}`,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(code === 'OK' ? {} : { error: '' }),
    attributes: { ...grpcValues(call), 'server.address': host, 'server.port': 9090n },
  });
}

/** A server's span: by the conventions only codes that are its own fault are errors of it. */
export function grpcServed(story: Story, app: App, served: Omit<GrpcInput, 'host' | 'from'>): SpanHandle {
  const { service, method, code, at, lasts = 0.1, under } = served;
  const own = code === 'INTERNAL' || code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
  return story.span(app, {
    name: `${service}/${method}`,
    kind: 'server',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(own ? { error: '' } : {}),
    attributes: grpcValues({ ...served, host: '' }),
  });
}
