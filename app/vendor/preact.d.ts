export type Child = unknown;
export interface Element { readonly type: unknown }
export function h(type: unknown, props: unknown, ...children: unknown[]): Element;
export function render(what: unknown, into: HTMLElement): void;
