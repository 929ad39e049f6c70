import type { PartnerOrderWithMilestones } from '@ordertrace/api';
import type { Flow } from '@ordertrace/model';
import { stageName, type Language, textsIn } from '@ordertrace/words';
import { html, instantHtml, type Html } from '../../pages/index.js';

/** How a page shows times and stages. */
export interface Wording {
  readonly language: Language;
  readonly flow: Flow;
  readonly nowMs: number;
}

/** The current and next stage of the order in a sentence, and its past, current and expected stages. */
export function orderWay(order: PartnerOrderWithMilestones, wording: Wording): Html {
  const { language, flow } = wording;
  const t = textsIn(language);
  const current = order.milestones.at(-1);
  const closed = order.closed_at !== null;
  const passed = closed ? order.milestones : order.milestones.slice(0, -1);
  const zone = flow.calendar.timeZone;
  return html`<p class="lead">${stageText(order.stage, wording)}${nextSentence(order, wording)}</p>
    <h2>${t('partner.way')}</h2>
    <ol class="way">
      ${passed.map(
        ({ stage, entered_at: at }) =>
          html`<li class="done">
            ${stageText(stage, wording)}
            <span class="sub">${t('partner.done')}, ${instantHtml(at, language, zone)}</span>
          </li> `,
      )}${
        closed || current === undefined
          ? undefined
          : html`<li class="now" aria-current="step">
              <strong>${stageText(current.stage, wording)}</strong>
              <span class="sub"
                >${t('partner.now')}, ${t('partner.since')}
                ${instantHtml(current.entered_at, language, zone)}</span
              >
            </li> `
      }${stagesToCome(order, flow).map(
        (stage, at) =>
          html`<li class="to-come">
            ${stageText(stage, wording)}
            <span class="sub">${at === 0 ? nextText(order, wording) : t('partner.toCome')}</span>
          </li> `,
      )}
    </ol>
    <p class="note">${t('partner.zone', { zone })}</p>`;
}

export function stageText(
  stage: string | null,
  { language, flow }: Pick<Wording, 'language' | 'flow'>,
): string {
  return stage === null ? textsIn(language)('partner.noStage') : stageName(stage, language, [flow]);
}

/** When the next stage is expected. */
export function nextText(
  { next }: Pick<PartnerOrderWithMilestones, 'next'>,
  wording: Wording,
): Html | string {
  const { language, flow, nowMs } = wording;
  const t = textsIn(language);
  if (next === null) return '';
  if (next.due_at === null) return next.waits_for_customer ? t('partner.yourTurn') : t('partner.noDate');
  const due = instantHtml(next.due_at, language, flow.calendar.timeZone);
  if (Date.parse(next.due_at) < nowMs) return html`<span class="late">${t('partner.overdue')} ${due}</span>`;
  return html`${t('partner.expected')} ${due}`;
}

function nextSentence(order: PartnerOrderWithMilestones, wording: Wording): Html {
  const { language } = wording;
  if (order.next === null) return html`.`;
  const stage = stageText(order.next.stage, wording);
  return html`. ${textsIn(language)('partner.next')}: ${stage}, ${nextText(order, wording)}.`;
}

/** The usual stages from here to an end. */
function stagesToCome(order: PartnerOrderWithMilestones, flow: Flow): string[] {
  const stages: string[] = [];
  let stage = order.next?.stage;
  while (stage !== undefined && !stages.includes(stage)) {
    stages.push(stage);
    const name: string = stage;
    stage = flow.stages.find((one) => one.name === name)?.next[0];
  }
  return stages;
}
