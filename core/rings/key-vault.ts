import type { SigningKey } from '../keys/signing-key.ts'
import type { KeyRecord } from './key-record.ts'

/** Where key material rests: a folder of this machine, or sealed in a store that several machines share. */
export interface KeyVault {
  /** Resolves once the key is there for good. */
  save(ringId: string, key: SigningKey): Promise<void>
  /**
   * Whether a key that was saved a moment ago is still there: what is kept apart may be dropped at any time. Absent where
   * nothing is.
   */
  isKept?(key: SigningKey): boolean
  /** @returns undefined when there is none, or none that can be read */
  load(ringId: string, kid: string): Promise<SigningKey | undefined>
  remove(ringId: string, kid: string): Promise<void>
  /** Keys that were there when the vault was opened, whether a ring names them or not. */
  found: readonly KeyRecord[]
  leftAlone: readonly LeftAlone[]
  /** Of these keys, the files that are there no more; absent where there are no files. */
  missing?(keys: readonly { ringId: string; kid: string }[]): Promise<string[]>
}

/** A file that was not loaded; it stays as it is. */
export interface LeftAlone {
  file: string
  why: string
}
