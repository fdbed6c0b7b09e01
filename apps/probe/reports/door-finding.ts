import type { ReportSection } from './full-report.ts'

/** A door of the sandbox that answered a token as it should not. */
export interface DoorFinding {
  /** What a baseline knows it by: `matrix B7 A → C access`. */
  readonly id: string
  readonly kind: 'believed' | 'good-refused' | 'open' | 'no-certificate'
  /** In few words: `believed, and should not be`. */
  readonly what: string
  readonly sentence: string
  /** `servicec GET /scenario7-server`. */
  readonly place?: string
}

/** What an id of the matrix begins with, and no id of a case does. */
const DOOR_ID_START = 'matrix '

/** In place of a token, at a door that needs none. */
export const NO_GOOD_TOKEN = 'without a good token'

/** The same, at a door of the mesh that should speak to nobody without one. */
export const NO_MESH_CERTIFICATE = 'without a certificate of the mesh'

/** How a row begins that says so. */
export const UNLOCKED_WORDS = `lets in ${NO_MESH_CERTIFICATE}`

/** The same token at the same door has the same id in each run. */
export const doorFindingId = (door: string, token: string): string => `${DOOR_ID_START}${door} ${token}`

export const isDoorFindingId = (id: string): boolean => id.startsWith(DOOR_ID_START)

/** What is wrong at the doors, in the order of the section. */
export function doorFindings(section: ReportSection | undefined): DoorFinding[] {
  const { rows = [], places = [], ids = [] } = section ?? {}
  return rows.flatMap(([what = '', sentence = ''], at) => {
    if (!what.startsWith('✗')) return []
    const words = what.slice(1).trim()
    const kind = kindOfWords(words)
    const place = places[at]
    const id = ids[at] ?? doorFindingId(place ?? '', sentence)
    return [{ id, kind, what: words, sentence, ...(place !== undefined && { place }) }]
  })
}

function kindOfWords(words: string): DoorFinding['kind'] {
  if (words === UNLOCKED_WORDS) return 'no-certificate'
  return words.startsWith('lets in') ? 'open' : words.startsWith('believed') ? 'believed' : 'good-refused'
}
