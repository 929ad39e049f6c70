/** Address of the receiver for OTLP over HTTP: the server's host and OpenTelemetry's standard port. */
export function receiverAddress(page: { readonly hostname: string }): string {
  return `http://${page.hostname}:4318`;
}

/** A shell command that sends the first order. Its only log line reports that the order was just created. */
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
