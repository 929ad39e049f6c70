/** Output of the `ordertrace` command. */
export const commandLine = {
  chooseTenant: '{{message}} Name the tenant with --tenant.',
  unreachable: 'No server answers at {{address}}.',
  noServer: 'No server answers at {{address}}: {{reason}}',
  refused: 'The server refused ({{status}}): {{reason}}',
  noReason: 'no reason given',
  failed: 'Failed: {{reason}}',
  progress: '{{what}}: {{percent}}% of {{size}} MiB',
  progressBytes: '{{what}}: {{size}} MiB',
  link: {
    revoked: 'Link {{id}} is revoked.',
    line: '{{id}}  {{state}}  until {{until}}  {{by}}',
    none: 'Order {{order}} has no links.',
    made: '{{url}}\nValid until {{until}}. Revoke it with --revoke={{id}}',
  },
  erase: {
    counts:
      '{{spans}} spans, {{logs}} log records, {{events}} events, {{facts}} facts, {{orders}} whole orders',
    counted: 'Would be erased: {{counts}}',
    erased: 'Erased: {{counts}}',
  },
  retention: {
    progress: 'scanned',
    restarted: 'The server restarted during the run. Start the run again.',
    failed: 'The run failed: {{reason}}',
    nothing: 'Nothing to remove.',
    counted: 'Would be removed:',
    removed: 'Removed:',
    line: '{{rule}}: {{spans}} spans, {{logs}} log records, about {{size}} KiB',
    lineWithOrders:
      '{{rule}}: {{spans}} spans, {{logs}} log records, {{orders}} whole orders, about {{size}} KiB',
  },
  backup: {
    progress: 'saved',
    done: '{{path}}: {{files}} files, {{size}} MiB, each verified.\n{{spans}} spans, {{logs}} log records, {{orders}} orders. Test it: ordertrace restore {{path}} --data FOLDER',
  },
  restore: {
    progress: 'restored',
    notEmpty: '{{folder}} is not empty. Name an empty folder, or move this one.',
    done: '{{folder}} holds {{spans}} spans, {{logs}} log records and {{orders}} orders, up to position {{position}}; each file\nmatches its SHA-256. Start the server with ORDERTRACE_DATA={{folder}}',
  },
  context: {
    read: '{{spans}} spans and {{logs}} log lines of {{orders}} orders since {{from}}',
    newest: ' (the newest; read more with --records)',
    withoutTenant_one: '{{count}} order has no tenant',
    withoutTenant_other: '{{count}} orders have no tenant',
    nothing: 'No context is lost.',
    service: 'service',
    spans: 'spans',
    logs: 'logs',
    withoutOrder: 'without order',
    withOrder: 'with order',
    outside: 'outside traces',
    fromTo: 'from → to',
    by: 'by',
    received: 'received',
    dropped: 'dropped',
    unlinked: 'unlinked',
    withoutContext: 'no context',
    ofOrder: ' of order {{order}}',
    from: ' from {{service}}',
    trace: ', trace {{trace}}',
    unreadNames:
      'These attributes look like an order ID but are not read. List them in the flow file: names: { order_id: [{{attributes}}] }',
    losses: {
      hop_drops_order: 'the receiver of a hop loses the order: its service does not read the baggage',
      message_without_context:
        'a message is consumed with neither parent nor link: its headers were not read',
      message_unlinked:
        'the sender is known only by the message ID: link the consumer’s span to the sender’s',
      span_drops_order: 'a span loses the order inside its service, often in a callback',
      log_without_order: 'a log line of an order does not name it: the logger does not add the context',
      log_outside_trace:
        'a log line belongs to no trace and no order; correct at program start and in timers',
      order_without_tenant: 'an order is named without its tenant',
      order_id_encoded:
        'the order ID is percent- or form-encoded (“+” for a blank): decode the baggage once before you record it',
      span_without_order: 'a span names no order though its trace does, and none before it',
    },
  },
};
