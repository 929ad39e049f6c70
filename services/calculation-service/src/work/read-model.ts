import { inspectMesh, readStl, StlError } from '@ordertrace/geometry';
import { ModelStoreError, type ModelStore } from '@ordertrace/model-files';
import { assess, type PrintableModel } from '../domain/assess.js';
import type { Machine } from '../domain/machine.js';
import { modelMissing, unreadable, type Rejection } from '../domain/rejection.js';

/** Outcome of a model. `unavailable` is temporary, so a retry makes sense. */
export type ModelOutcome =
  | { readonly kind: 'printable'; readonly model: PrintableModel }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface ReadModelInput {
  readonly store: ModelStore;
  readonly key: string;
  readonly machine: Machine;
  /** Called with a share from 0 to 1, rarely enough to forward each call at once. */
  readonly onProgress: (share: number) => void;
}

/** Reading is about half of the work; checking and measuring are the other half. */
const shareOfReading = 0.5;
const stepsOfProgress = 20;

export async function readModel({ store, key, machine, onProgress }: ReadModelInput): Promise<ModelOutcome> {
  try {
    const bytes = await store.size(key);
    const { mesh } = await readStl(await store.get(key), {
      onProgress: everyStep((read) => onProgress((read / Math.max(bytes, 1)) * shareOfReading), bytes),
    });
    onProgress(shareOfReading);
    const assessment = assess(inspectMesh(mesh), machine);
    return assessment.printable
      ? { kind: 'printable', model: assessment.model }
      : { kind: 'rejected', rejection: assessment.rejection };
  } catch (error) {
    if (error instanceof StlError) return { kind: 'rejected', rejection: unreadable(error.code) };
    if (!(error instanceof ModelStoreError)) throw error;
    return error.code === 'model_not_found' || error.code === 'model_key_invalid'
      ? { kind: 'rejected', rejection: modelMissing }
      : { kind: 'unavailable', reason: error.message };
  }
}

function everyStep(report: (bytesRead: number) => void, bytes: number): (bytesRead: number) => void {
  let next = 0;
  return (bytesRead) => {
    if (bytesRead < next) return;
    next = bytesRead + bytes / stepsOfProgress;
    report(bytesRead);
  };
}
