/** Where services send OTLP over HTTP: the server's own host, on the port OpenTelemetry gave it. */
export function receiverAddress(page: { readonly hostname: string }): string {
  return `http://${page.hostname}:4318`;
}

/** A command for a shell that sends the first order: it was created a moment ago, says its only log line. */
export function firstOrderCommand(address: string): string {
  const text = (key: string, value: string) => `{"key":"${key}","value":{"stringValue":"${value}"}}`;
  const attributes = [text('order_id', 'hello-1'), text('tenant_id', 'retail'), text('stage', 'CREATED')];
  const record = [
    `"timeUnixNano":"'$(date +%s)000000000'"`,
    '"eventName":"order.transition"',
    '"body":{"stringValue":"Hello, Ordertrace"}',
    `"attributes":[\n    ${attributes.join(',\n    ')}]`,
  ];
  const resource = `"resource":{"attributes":[${text('service.name', 'my-shop')}]}`;
  const logs = `"scopeLogs":[{"logRecords":[{${record.join(',\n  ')}}]}]`;
  return [
    `curl ${address}/v1/logs -H 'content-type: application/json' -d '{"resourceLogs":[{`,
    `  ${resource},`,
    `  ${logs}}]}'`,
  ].join('\n');
}
