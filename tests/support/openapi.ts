import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly name: string;
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly $ref?: string }>>;
}

/** The operations of a document, by method and path. */
export function operationsOf(document: Json): Operation[] {
  const paths = Object.entries(document['paths'] as Record<string, Record<string, Omit<Operation, 'name'>>>);
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
}

/**
 * What is wrong with a document. OpenAPI's own schema leaves open what a schema may hold; each schema is therefore
 * checked with the meta-schema of its dialect, JSON Schema 2020-12.
 */
export async function faultsOf(document: Json): Promise<readonly unknown[]> {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  const ajv = new Ajv2020({ strict: false });
  const faulty = schemasOf(document, '').filter(([, schema]) => ajv.validateSchema(schema) !== true);
  return [...(valid ? [] : [errors]), ...faulty.map(([place]) => place)];
}

/** Every `schema`, and those of the components, with their places. */
function schemasOf(value: unknown, place: string): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const at = `${place}/${key}`;
    const isSchema = key === 'schema' || place === '/components/schemas';
    return isSchema ? [[at, part as Json]] : schemasOf(part, at);
  });
}
