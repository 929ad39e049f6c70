import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { spectrumQuery } from '../../api/flow-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { useNow } from '../../design/use-now.js';
import { useFormat } from '../../language/use-format.js';
import { drawSpectrum } from './draw-spectrum.js';
import type { FlowFilters } from './flow-search.js';

export interface SpectrumProps {
  readonly filters: FlowFilters;
  readonly from: string;
  readonly to: string;
}

/** Performance spectrum of a step: each order is one line from its departure to its arrival. */
export function Spectrum({ filters, from, to }: SpectrumProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const spectrum = useQuery(spectrumQuery({ ...filters, from_activity: from, to_activity: to }));
  return (
    <div className="flow-spectrum">
      <div className="section-head">
        <h4>{t('flow.spectrum.title')}</h4>
        <span className="muted">{t('flow.spectrum.about')}</span>
      </div>
      {spectrum.isError && <InlineProblem error={spectrum.error} />}
      {spectrum.data === undefined ? (
        spectrum.isPending && <Skeleton height={120} radius="md" />
      ) : (
        <>
          <Lines lines={spectrum.data.lines} filters={filters} />
          <p className="flow-spectrum-ends muted">
            <span>{format.day(Date.parse(filters.from) * 1000)}</span>
            <span>
              {t('flow.spectrum.lines', { count: spectrum.data.lines.length })}
              {spectrum.data.truncated &&
                t('flow.spectrum.some', { total: format.count(spectrum.data.total) })}
            </span>
            <span>{format.day(Date.parse(filters.to) * 1000)}</span>
          </p>
        </>
      )}
    </div>
  );
}

interface LinesProps {
  readonly lines: readonly (readonly [number, number])[];
  readonly filters: FlowFilters;
}

function Lines({ lines, filters }: LinesProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  // Drawing reads the colours of the chosen scheme; it is repeated every minute.
  const tick = useNow(60_000);
  useEffect(() => {
    const target = canvas.current;
    if (target === null) return undefined;
    const period = { from: Date.parse(filters.from), to: Date.parse(filters.to) };
    const draw = () => {
      drawSpectrum(target, lines, period);
    };
    const observer = new ResizeObserver(draw);
    observer.observe(target);
    return () => {
      observer.disconnect();
    };
  }, [lines, filters.from, filters.to, tick]);
  return (
    <canvas
      ref={canvas}
      className="flow-spectrum-lines"
      role="img"
      aria-label={t('flow.spectrum.lines', { count: lines.length })}
    />
  );
}
