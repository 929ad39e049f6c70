import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.js';
import { Icon } from './icons.js';
import './code-block.css';

/** Text for use elsewhere, with a button to copy it. */
export function CodeBlock({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const code = useRef<HTMLPreElement>(null);
  const [state, setState] = useState<'copy' | 'copied' | 'failed'>('copy');
  const copy = async () => {
    const done = await copyText(text);
    setState(done ? 'copied' : 'failed');
    if (!done && code.current !== null) {
      getSelection()?.selectAllChildren(code.current);
    }
  };
  return (
    <div className="code-block">
      <pre ref={code} className="code-block-text mono" tabIndex={0}>
        {text}
      </pre>
      <Button
        size="compact-xs"
        variant="default"
        className="code-block-copy"
        leftSection={<Icon name={state === 'copied' ? 'check' : 'copy'} size={14} />}
        onClick={() => void copy()}
        aria-live="polite"
      >
        {t(`code.${state}`)}
      </Button>
    </div>
  );
}
