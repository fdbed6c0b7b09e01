/**
 * As much of preact as pages use. Its own types bring all names of a browser into every file of the project (`name`, `event`,
 * `CryptoKey`), where they hide mistakes; tsconfig.json says that these are meant instead. The files of browsers have a
 * tsconfig of their own.
 */
export interface VNode {
  type: unknown
  props: object
  key: unknown
}

export function h(type: unknown, props: object | null, ...children: unknown[]): VNode

/** A component that says by itself when it is drawn again. */
export class Component<Props> {
  constructor(props: Props)
  props: Props
}

/** @param parent an element of the page */
export function render(view: VNode | null, parent: object): void

export function isValidElement(value: unknown): value is VNode
export const Fragment: unknown
export const options: object
