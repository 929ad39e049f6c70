import { stages } from '@ordertrace/conventions';
import { possibleSteps, takeStep } from '@ordertrace/service-kit';
import { describe, expect, it } from 'vitest';

const steps = {
  submit: { from: ['CREATED'], to: 'SUBMITTED' },
  cancel: { from: ['CREATED', 'SUBMITTED'], to: 'CANCELLED' },
} as const;

describe('steps', () => {
  it('lead on from the stages in which they can be taken, and are refused in all others', () => {
    for (const stage of stages) {
      for (const name of ['submit', 'cancel'] as const) {
        const take = () => takeStep(steps, name, stage);
        if (possibleSteps(steps, stage).includes(name)) expect(take()).toBe(steps[name].to);
        else expect(take).toThrow(expect.objectContaining({ code: 'WRONG_STAGE', stage }));
      }
    }
  });

  it('name what is possible instead', () => {
    expect(() => takeStep(steps, 'submit', 'SUBMITTED')).toThrow(/possible now: cancel/);
    expect(() => takeStep(steps, 'submit', 'CLOSED')).toThrow(/possible now: nothing/);
  });
});
