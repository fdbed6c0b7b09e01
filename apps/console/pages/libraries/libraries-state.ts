import type { LibraryRemark } from '../../../probe/libraries/shared-remarks.ts'

/** A library or a dialect: how often it is wrong, in each of its configurations, and what is said of it. */
export interface ShownLibrary {
  readonly title: string
  readonly versions: string
  readonly counts: readonly { readonly how: string; readonly wrong: number; readonly sent: number }[]
  readonly remarks: readonly LibraryRemark[]
}

export interface ShownCell {
  /** One for each configuration. */
  readonly marks: readonly { readonly sign: string; readonly words: string; readonly kind: string }[]
  readonly isWrong: boolean
}

export interface ShownCase {
  readonly id: string
  readonly title: string
  readonly class: string
  readonly level: string
  readonly cells: readonly ShownCell[]
}

export interface LibrariesState {
  readonly made: string
  readonly who: 'libraries' | 'dialects'
  /** Absent: all. */
  readonly family: string | undefined
  readonly isAll: boolean
  readonly families: readonly string[]
  readonly columns: readonly ShownLibrary[]
  readonly sections: readonly { readonly family: string; readonly rows: readonly ShownCase[] }[]
  readonly legend: readonly { readonly sign: string; readonly words: string; readonly kind: string }[]
}
