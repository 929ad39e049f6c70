import { Skeleton } from '@mantine/core';
import type { FlowMapView } from '@ordertrace/api';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { activityName } from '../../language/words.js';
import { pathThrough, placeMap, stageSize, type PlacedMap } from './flow-map-layout.js';
import { FlowMapChoices, timeOfStep } from './flow-map-choices.js';
import { leastShares, type ChooseFlow, type FlowFilters, type FlowSearch } from './flow-search.js';
import { StepDetails } from './step-details.js';

/** Smallest scale to which the drawing shrinks to fit; below it the page scrolls. */
const leastScale = 0.76;

interface FlowMapProps {
  readonly map: FlowMapView | undefined;
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}

interface WholeMapProps extends FlowMapProps {
  readonly filters: FlowFilters;
}

/**
 * Process map: stages and the steps between them. Thicker lines are more frequent, darker ones are slower.
 */
export function FlowMap({ map, search, choose, filters }: WholeMapProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const least = leastShares[search.steps ?? 'usual'];
  const drawn = useMemo(() => map && rareLeftOut(map, least), [map, least]);
  const placed = useMemo(() => drawn && placeMap(drawn), [drawn]);
  const chosen = map?.edges.find(({ from, to }) => from === search.from && to === search.to);
  return (
    <section className="section" aria-labelledby="flow-map">
      <div className="section-head">
        <h2 id="flow-map">{t('flow.map.title')}</h2>
        {map !== undefined && <span className="muted">{t('flow.orders', { count: map.orders })}</span>}
        {map !== undefined && drawn !== undefined && drawn.edges.length < map.edges.length && (
          <span className="faint">
            {t('flow.map.leftOut', {
              count: map.edges.length - drawn.edges.length,
              share: format.percent(least),
            })}
          </span>
        )}
        <FlowMapChoices search={search} choose={choose} />
      </div>
      {drawn === undefined || placed === undefined ? (
        <Skeleton height={240} radius="md" />
      ) : (
        <div className="panel flow-map-room" tabIndex={0} role="group" aria-labelledby="flow-map">
          <Drawing map={drawn} placed={placed} search={search} choose={choose} />
        </div>
      )}
      {chosen !== undefined && <StepDetails step={chosen} choose={choose} filters={filters} />}
    </section>
  );
}

/** Omits rare steps from the drawing only; the tables have all of them. */
function rareLeftOut(map: FlowMapView, least: number): FlowMapView {
  const edges = map.edges.filter(({ orders }) => orders >= map.orders * least);
  return { ...map, edges };
}

interface DrawingProps extends Omit<FlowMapProps, 'map'> {
  readonly map: FlowMapView;
  readonly placed: PlacedMap;
}

function Drawing({ map, placed, search, choose }: DrawingProps) {
  return (
    <svg
      viewBox={`0 0 ${placed.width} ${placed.height}`}
      className="flow-map"
      style={{ minWidth: placed.width * leastScale }}
      role="presentation"
    >
      <defs>
        <marker
          id="flow-arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="9"
          markerHeight="9"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8z" className="flow-arrow" />
        </marker>
      </defs>
      {placed.steps.map((step) => (
        <Step key={`${step.from} ${step.to}`} map={map} step={step} search={search} choose={choose} />
      ))}
      {placed.stages.map((stage) => (
        <Stage key={stage.name} map={map} stage={stage} search={search} choose={choose} />
      ))}
    </svg>
  );
}

type StepProps = Omit<DrawingProps, 'placed'> & { readonly step: PlacedMap['steps'][number] };

function Step({ map, step, search, choose }: StepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const edge = map.edges.find(({ from, to }) => from === step.from && to === step.to);
  if (edge === undefined) return null;
  const most = Math.max(1, ...map.edges.map(({ count }) => count));
  const kind = search.times ?? 'median';
  const millis = timeOfStep(edge, kind);
  const longest = Math.max(1, ...map.edges.map((each) => timeOfStep(each, kind) ?? 0));
  const isChosen = search.from === step.from && search.to === step.to;
  const time = millis === undefined ? '–' : format.duration(millis);
  return (
    <g
      role="button"
      tabIndex={0}
      className="flow-step"
      data-chosen={isChosen}
      {...pressed(() => {
        choose(isChosen ? { from: undefined, to: undefined } : { from: step.from, to: step.to });
      })}
    >
      <title>
        {t('flow.map.step', {
          from: activityName(t, step.from, search.flow),
          to: activityName(t, step.to, search.flow),
          count: edge.count,
          what: t(`flow.map.time.${kind}`),
          duration: time,
        })}
      </title>
      <path d={pathThrough(step.points)} className="flow-step-reach" />
      <path
        d={pathThrough(step.points)}
        className="flow-step-line"
        strokeWidth={1 + (edge.count / most) * 4}
        style={{ opacity: 0.35 + 0.65 * Math.sqrt((millis ?? 0) / longest) }}
        markerEnd="url(#flow-arrow)"
      />
      <text x={step.x} y={step.y} className="flow-step-text">
        <tspan x={step.x} dy="-5">
          {time}
        </tspan>
        <tspan x={step.x} dy="18" className="flow-step-count">
          {format.count(edge.count)}
        </tspan>
      </text>
    </g>
  );
}

type StageProps = Omit<DrawingProps, 'placed'> & { readonly stage: PlacedMap['stages'][number] };

function Stage({ map, stage, search, choose }: StageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const activity = map.activities.find(({ name }) => name === stage.name);
  const open = activity?.open ?? 0;
  const isChosen = search.stage === stage.name;
  return (
    <g
      role="button"
      tabIndex={0}
      className="flow-stage"
      data-chosen={isChosen}
      transform={`translate(${stage.x},${stage.y})`}
      {...pressed(() => {
        choose({ stage: isChosen ? undefined : stage.name });
      })}
    >
      <title>
        {t('flow.map.stage', {
          stage: activityName(t, stage.name, search.flow),
          orders: activity?.orders ?? 0,
          open,
        })}
      </title>
      <rect width={stageSize.width} height={stageSize.height} rx={7} />
      <text x={10} y={19} className="flow-stage-name">
        {activityName(t, stage.name, search.flow)}
      </text>
      <text x={10} y={36} className="flow-stage-count">
        {format.count(activity?.orders ?? 0)}
        {open > 0 && ` · ${t('flow.map.open', { count: open })}`}
      </text>
    </g>
  );
}

/** Properties that make a drawn element a button, for pointer and keyboard. */
function pressed(act: () => void) {
  return {
    onClick: act,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    },
  };
}
