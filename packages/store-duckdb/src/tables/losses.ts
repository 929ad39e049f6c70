import type { StoreDamage } from '@ordertrace/store';
import type { SerialConnection } from './serial-connection.js';

/**
 * Acknowledged commits that were not found at a start. They are recorded once, so that they are not reported
 * as new again.
 */
export interface Loss {
  readonly file: string;
  /** The missing commits; unknown if the last is smaller than the first. */
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
  readonly detail: string;
  /** Whether a person has accepted the loss: it is not reported any longer. */
  readonly isAccepted: boolean;
}

export const lossesTable = `CREATE TABLE IF NOT EXISTS losses (file VARCHAR NOT NULL, first_commit BIGINT NOT NULL,
  last_commit BIGINT NOT NULL, detail VARCHAR NOT NULL, accepted BOOLEAN NOT NULL)`;

export async function allLosses(reader: SerialConnection): Promise<Loss[]> {
  const rows = await reader.rows('SELECT file, first_commit, last_commit, detail, accepted FROM losses');
  return rows.map(([file, firstCommit, lastCommit, detail, accepted]) => ({
    file: String(file),
    firstCommit: firstCommit as bigint,
    lastCommit: lastCommit as bigint,
    detail: String(detail),
    isAccepted: accepted === true,
  }));
}

export async function noteLosses(writer: SerialConnection, losses: readonly Loss[]): Promise<void> {
  if (losses.length === 0) return;
  await writer.transaction(async (connection) => {
    for (const { file, firstCommit, lastCommit, detail, isAccepted } of losses)
      await connection.run('INSERT INTO losses VALUES ($1, $2, $3, $4, $5)', [
        file,
        firstCommit,
        lastCommit,
        detail,
        isAccepted,
      ]);
  });
}

export async function acceptLosses(writer: SerialConnection): Promise<void> {
  await writer.transaction(async (connection) => {
    await connection.run('UPDATE losses SET accepted = true');
  });
}

export function lossDamage({ file, detail }: Loss): StoreDamage {
  return { kind: 'missing', file, detail, isIncomplete: true };
}
