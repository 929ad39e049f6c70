import { enqueue } from '@ordertrace/messaging';
import type { Service } from '@ordertrace/service-kit';
import type { Machine } from '../domain/machine.js';
import type { MaterialTable } from '../domain/materials.js';
import { quoteFor, type Tariff } from '../domain/pricing.js';
import { failedTooOften, type Rejection } from '../domain/rejection.js';
import type { PrintableModel } from '../domain/assess.js';
import { completedMessage, rejectedMessage, resultOf } from '../messages/results.js';
import { completeJob, rejectJob, type Job } from '../storage/jobs.js';
import type { ModelReader, ReadingOptions } from './model-reader.js';

export interface CalculationContext {
  readonly service: Pick<Service, 'change'>;
  readonly readModel: ModelReader;
  readonly machine: Machine;
  readonly materials: MaterialTable;
  readonly tariff: Tariff;
}

/** End of a run. After the last two, the job is still open. */
export type RunEnd =
  | { readonly kind: 'completed'; readonly facets: number }
  | { readonly kind: 'rejected'; readonly code: Rejection['code'] }
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A job is given up after this many runs that ended with their process. */
const maxRuns = 5;

/** Calculates one job. Writes the result and its message in one transaction. */
export async function calculate(
  job: Job,
  parts: CalculationContext,
  options: ReadingOptions,
): Promise<RunEnd> {
  if (job.runs > maxRuns) return reject(job, parts, failedTooOften);
  const outcome = await parts.readModel(job.modelKey, options);
  switch (outcome.kind) {
    case 'printable':
      return complete(job, parts, outcome.model);
    case 'rejected':
      return reject(job, parts, outcome.rejection);
    case 'interrupted':
    case 'unavailable':
      return outcome;
  }
}

async function complete(job: Job, parts: CalculationContext, model: PrintableModel): Promise<RunEnd> {
  const { machine, materials, tariff, service } = parts;
  const { facets, volumeMm3, placement } = model;
  const { quantity, run } = job;
  const material = materials[job.material];
  const result = resultOf(model, quoteFor({ volumeMm3, quantity, placement, material, machine, tariff }));
  const isWritten = await service.change(async (client) => {
    if (!(await completeJob(client, { run, facets, result }))) return false;
    await enqueue(client, completedMessage(job, result));
    return true;
  });
  return isWritten ? { kind: 'completed', facets } : { kind: 'overtaken' };
}

async function reject(job: Job, { service }: CalculationContext, rejection: Rejection): Promise<RunEnd> {
  const isWritten = await service.change(async (client) => {
    if (!(await rejectJob(client, { run: job.run, rejection }))) return false;
    await enqueue(client, rejectedMessage(job, rejection));
    return true;
  });
  return isWritten ? { kind: 'rejected', code: rejection.code } : { kind: 'overtaken' };
}
