import { definedFields } from '@ordertrace/conventions';
import { apiClient, ApiError, type OrderWithDiagnosis } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { failed, failedBy, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface OrderOptions {
  readonly tenant?: string;
  readonly customer?: boolean;
  readonly json?: boolean;
}

/** Prints the place of an order, the reason, the owner, and the answer for the customer. */
export async function order(
  address: ServerAddress,
  orderId: string,
  options: OrderOptions,
): Promise<CommandResult> {
  try {
    const found = await find(address, {
      orderId,
      ...definedFields({ tenantId: options.tenant }),
    });
    return succeeded(options.json === true ? JSON.stringify(found, undefined, 2) : textOf(found, options));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 300) return failedBy(error, address);
    const { message } = error;
    return failed(textsIn(address.language ?? 'en')('commandLine.chooseTenant', { message }));
  }
}

function find(
  address: ServerAddress,
  key: { readonly orderId: string; readonly tenantId?: string },
): Promise<OrderWithDiagnosis> {
  const client = apiClient({
    baseUrl: `${address.server}/api/v1`,
    fetch: fetchAs(address),
    language: () => address.language ?? 'en',
  });
  return client.order(key);
}

/** One sentence, and what to do next. A caller who may not see the reason gets only the stage. */
function textOf(found: OrderWithDiagnosis, { customer = false }: OrderOptions): string {
  const sentence = customer ? found.customer_answer : found.answer;
  const step = customer ? null : (found.diagnosis?.next_step ?? null);
  if (sentence !== null && step !== null) return `${sentence}\n${step}`;
  return sentence ?? `${found.order_id}: ${found.stage}, ${found.stage_since}`;
}
