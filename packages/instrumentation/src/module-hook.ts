import { register as registerAsync } from 'node:module';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/** The modules that the kit's instrumentations patch. All others stay unchanged. */
const include = ['http', 'https', 'pg', 'pg-pool', 'amqplib', 'pino'];

/** Lets the instrumentations patch ES modules. Call it before the instrumentation starts. */
export function hookModules(): void {
  if (supportsSyncHooks()) register({ include });
  else registerAsync('import-in-the-middle/hook.mjs', import.meta.url, { data: { include } });
}
