import type { ReactNode } from 'react';
import { Icon } from './icons.js';
import './message.css';

export interface MessageProps {
  readonly title: string;
  readonly text: string;
  /** `bad` where something is wrong; else there just is nothing to show. */
  readonly tone?: 'bad' | 'plain';
  /** What to do about it. */
  readonly children?: ReactNode;
}

/** Stands where content can't: says what is the matter and what to do. */
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
