/**
 * Where state lives: spent ids, revocations, grants, ring state. Small, so that a backend is one file. Values are
 * texts; times are milliseconds since 1970; without an expiry a value stays.
 *
 * What a promise acknowledges is durable as far as the backend is: SQLite, Redis and PostgreSQL keep it when a process is killed.
 * A backend that cannot be reached throws StoreUnavailable: whoever asks fails closed.
 */
export interface Store {
  get(space: string, key: string): Promise<string | undefined>
  set(space: string, key: string, value: string, expiresAt?: number): Promise<void>
  /** Sets the value unless there is one: of many who try at once, exactly one gets `true`. */
  add(space: string, key: string, value: string, expiresAt?: number): Promise<boolean>
  /**
   * Replaces `expected` by `value`, and the expiry with it. False when something else stands there by now, and then
   * nothing has changed: read again, and decide again.
   */
  update(space: string, key: string, expected: string, value: string, expiresAt?: number): Promise<boolean>
  /** @returns whether there was something to delete */
  delete(space: string, key: string): Promise<boolean>
  /** Everything that lives in a space, in the order of the keys. */
  list(space: string): Promise<[key: string, value: string][]>
  close(): Promise<void>
}

/** The store cannot answer at the moment, or has no room. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  /** A sentence for whoever asked, where more can be said than that it cannot be reached. */
  readonly detail: string | undefined

  constructor(message: string, { cause, detail }: { cause?: unknown; detail?: string | undefined } = {}) {
    super(message, { cause })
    this.detail = detail
  }
}

export const DISK_FULL = 'The disk of the store is full.'
export const MEMORY_FULL = 'The memory of the store is full.'
/** What the store itself may take is taken. */
export const STORE_FULL = 'The store is full.'
export const NO_WRITES = 'The store accepts no writes: it is a replica.'
export const FILE_GONE = 'A file of the store was removed or replaced.'
