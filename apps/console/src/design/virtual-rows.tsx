import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEventHandler, type ReactNode } from 'react';
import './virtual-rows.css';

export interface VirtualRowsProps {
  readonly count: number;
  /** Height of each row, in pixels. */
  readonly rowHeight: number;
  /** Content of row `index`; it must fill the row. */
  readonly children: (index: number) => ReactNode;
  /** Row that scrolls into view whenever the number changes; -1 for none. */
  readonly show?: number;
  /** Content above the rows that stays during scrolling. */
  readonly head?: ReactNode;
  /** Content behind all rows, over the whole height. */
  readonly behind?: ReactNode;
  readonly role: 'treegrid' | 'list';
  readonly label: string;
  readonly active?: string | undefined;
  readonly onKeyDown?: KeyboardEventHandler;
}

/** A list of any length; only visible rows are rendered. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, rowHeight, children, show = -1, head, behind, role, label, active, onKeyDown } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    useFlushSync: false,
  });
  useEffect(() => {
    if (show >= 0) {
      virtualizer.scrollToIndex(show, { align: 'auto' });
    }
  }, [show, virtualizer]);
  return (
    <div
      ref={frame}
      className="virtual-rows"
      role={role}
      aria-label={label}
      aria-rowcount={role === 'treegrid' ? count : undefined}
      aria-activedescendant={active}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {head}
      <div className="virtual-rows-space" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {behind}
        {virtualizer.getVirtualItems().map((item) => (
          <div
            key={item.key}
            className="virtual-row"
            role="presentation"
            style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
          >
            {children(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
