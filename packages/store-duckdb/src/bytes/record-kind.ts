export type RecordKind = 'span' | 'log';
