import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Paced } from '../src/api/paced.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function paced(paceMs: number) {
  const page = { hidden: false };
  const run = vi.fn();
  return { page, run, paced: new Paced(paceMs, run, page) };
}

it('runs at once, and what comes together once', () => {
  const { run, paced: work } = paced(5000);
  work.ask();
  expect(run).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 10; i++) work.ask();
  vi.advanceTimersByTime(4999);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledTimes(2);
});

it('rests while nobody looks, and does what was asked for when the page is shown', () => {
  const { page, run, paced: work } = paced(1000);
  page.hidden = true;
  work.ask();
  work.ask();
  vi.advanceTimersByTime(60_000);
  expect(run).not.toHaveBeenCalled();
  page.hidden = false;
  work.shown();
  expect(run).toHaveBeenCalledTimes(1);
  work.shown();
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it('rests also where the page was hidden after it was asked', () => {
  const { page, run, paced: work } = paced(1000);
  work.ask();
  work.ask();
  page.hidden = true;
  vi.advanceTimersByTime(5000);
  expect(run).toHaveBeenCalledTimes(1);
  page.hidden = false;
  work.shown();
  expect(run).toHaveBeenCalledTimes(2);
});

it('forgets what it was asked for when it is stopped', () => {
  const { run, paced: work } = paced(1000);
  work.ask();
  work.ask();
  work.stop();
  vi.advanceTimersByTime(5000);
  expect(run).toHaveBeenCalledTimes(1);
});
