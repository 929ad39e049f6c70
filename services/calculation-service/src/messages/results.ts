import { orderMessage, type OutgoingMessage } from '@ordertrace/messaging';
import type { PrintableModel } from '../domain/assess.js';
import type { Quote } from '../domain/pricing.js';
import type { Rejection } from '../domain/rejection.js';
import type { CalculationResult, Job } from '../storage/jobs.js';

const source = 'calculation-service';

/** Weight and time with six digits; further digits are noise. */
export function resultOf({ volumeMm3, surfaceMm2, sizeMm: [x, y, z] }: PrintableModel, quote: Quote) {
  return {
    volume_mm3: volumeMm3,
    surface_mm2: surfaceMm2,
    bounding_box_mm: { x, y, z },
    weight_g: sixDigits(quote.weightG),
    print_minutes: sixDigits(quote.printMinutes),
    price: quote.price,
  } satisfies CalculationResult;
}

export function completedMessage({ orderId, tenantId }: Job, result: CalculationResult): OutgoingMessage {
  const data = { order_id: orderId, tenant_id: tenantId, ...result };
  return orderMessage('calculation.completed', data, { source });
}

export function rejectedMessage({ orderId, tenantId }: Job, { code, reason }: Rejection): OutgoingMessage {
  const data = { order_id: orderId, tenant_id: tenantId, reason_code: code, reason };
  return orderMessage('calculation.rejected', data, { source });
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
