import { apiClient, ApiError, type OrderWithDiagnosis } from '@ordertrace/api';
import { languages, type Language } from '@ordertrace/words';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface OrderOptions {
  readonly tenant?: string;
  readonly language?: string;
  readonly customer?: boolean;
  readonly json?: boolean;
}

/** Tells where an order is, why, who is to move it on, and what the customer can be told. */
export async function order(
  address: ServerAddress,
  orderId: string,
  options: OrderOptions,
): Promise<CommandResult> {
  const language = languages.find((one) => one === (options.language ?? 'en'));
  if (language === undefined) return failed(`--language is one of ${languages.join(', ')}.`);
  try {
    const found = await asked(address, language, {
      orderId,
      ...(options.tenant === undefined ? {} : { tenantId: options.tenant }),
    });
    return succeeded(options.json === true ? JSON.stringify(found, undefined, 2) : textOf(found, options));
  } catch (error) {
    if (error instanceof ApiError) return failed(messageOf(error));
    throw error;
  }
}

function asked(
  address: ServerAddress,
  language: Language,
  key: { readonly orderId: string; readonly tenantId?: string },
): Promise<OrderWithDiagnosis> {
  const client = apiClient({
    baseUrl: `${address.server}/api/v1`,
    fetch: fetchAs(address),
    language: () => language,
  });
  return client.order(key);
}

/** One sentence; who may not know why is told the stage alone. */
function textOf(found: OrderWithDiagnosis, { customer = false }: OrderOptions): string {
  const sentence = customer ? found.customer_answer : found.answer;
  return sentence ?? `${found.order_id}: ${found.stage}, ${found.stage_since}`;
}

function messageOf(error: ApiError): string {
  return error.status === 300 ? `${error.message} Say whose order it is with --tenant.` : error.message;
}
