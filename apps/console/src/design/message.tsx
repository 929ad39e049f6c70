import type { ReactNode } from 'react';
import { Icon } from './icons.js';
import './message.css';

export interface MessageProps {
  readonly title: string;
  readonly text: string;
  /** `bad` for an error; `plain` if there is just nothing to show. */
  readonly tone?: 'bad' | 'plain';
  /** The remedy. */
  readonly children?: ReactNode;
}

/** A message in place of content: the problem and the remedy. */
export function Message({ title, text, tone = 'plain', children }: MessageProps) {
  return (
    <section className="message" data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {tone === 'bad' && <Icon name="alert" size={20} />}
      <h1 className="message-title">{title}</h1>
      <p className="message-text">{text}</p>
      {children}
    </section>
  );
}
