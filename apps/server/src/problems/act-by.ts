import type { ProblemActionBody } from '@ordertrace/api';
import type { FastifyRequest } from 'fastify';
import type { Act } from './problem-desk.js';

export function actBy(
  { person }: FastifyRequest,
  act: Pick<Act, 'action'> & Pick<ProblemActionBody, 'note' | 'assignee'>,
): Act {
  const { action, note, assignee } = act;
  return { action, note, assignee, by: { subject: person.subject, name: person.name || person.subject } };
}
