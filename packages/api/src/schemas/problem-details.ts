import { Type, type Static } from 'typebox';

/** RFC 9457 problem details with a stable `code`. */
export const ProblemDetails = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.Optional(Type.String()),
  field: Type.Optional(Type.String({ description: 'Which parameter or field is wrong' })),
  choices: Type.Optional(Type.Array(Type.Object({ tenant_id: Type.String(), href: Type.String() }))),
});
export type ProblemDetails = Static<typeof ProblemDetails>;
