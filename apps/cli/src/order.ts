import { definedFields } from '@ordertrace/conventions';
import { apiClient, ApiError, type ApiClient, type OrderWithDiagnosis } from '@ordertrace/api';
import { stageName, textsIn } from '@ordertrace/words';
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
    if (options.json === true) return succeeded(JSON.stringify(found, undefined, 2));
    return succeeded(textOf(found, options) ?? (await stageText(address, found)));
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
  return clientOf(address).order(key);
}

function clientOf(address: ServerAddress): ApiClient {
  return apiClient({
    baseUrl: `${address.server}/api/v1`,
    fetch: fetchAs(address),
    language: () => address.language ?? 'en',
  });
}

/** The stage, for callers who may not see the reason. */
async function stageText(address: ServerAddress, order: OrderWithDiagnosis): Promise<string> {
  const { flows } = await clientOf(address).flows();
  const own = flows.filter(({ name }) => name === order.flow);
  return `${order.order_id}: ${stageName(order.stage, address.language ?? 'en', own)}, ${order.stage_since}`;
}

/** One sentence, and what to do next; `undefined` for callers who may not see them. */
function textOf(found: OrderWithDiagnosis, { customer = false }: OrderOptions): string | undefined {
  const sentence = customer ? found.customer_answer : found.answer;
  const step = customer ? null : (found.diagnosis?.next_step ?? null);
  if (sentence !== null && step !== null) return `${sentence}\n${step}`;
  return sentence ?? undefined;
}
