import { Gauge, type Registry } from 'prom-client';
import type { FlowFileInUse } from './flows-in-use.js';

/** Whether the current content of each flow file is active. */
export function flowMetrics(files: () => readonly FlowFileInUse[], registry: Registry): void {
  const faulty = new Gauge<'file'>({
    name: 'ordertrace_flow_file_faulty',
    help: 'Whether the current content of a flow file can not be used, so that the flow before stays: 1 or 0',
    labelNames: ['file'],
    registers: [registry],
    collect: () => {
      faulty.reset();
      for (const { file, error } of files()) faulty.set({ file }, error === undefined ? 0 : 1);
    },
  });
}
