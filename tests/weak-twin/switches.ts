import { ALGORITHM_SWITCHES } from './switches/algorithm.ts'
import { ENCODING_SWITCHES } from './switches/encoding.ts'
import { GOOD_SWITCHES, REFUSED_ALGORITHMS } from './switches/good.ts'
import { HEADER_SWITCHES } from './switches/header.ts'
import { IDENTITY_SWITCHES, SCOPE_SWITCHES } from './switches/identity.ts'
import { JSON_SWITCHES } from './switches/json.ts'
import { KEY_ID_SWITCHES } from './switches/key-id.ts'
import { KEY_IN_HEADER_SWITCHES } from './switches/key-in-header.ts'
import { KEY_PUBLISHED_SWITCHES } from './switches/key-published.ts'
import { LIFE_SWITCHES } from './switches/life.ts'
import { MEMORY_SWITCHES } from './switches/memory.ts'
import { SIGNATURE_SWITCHES } from './switches/signature.ts'
import { TIME_SWITCHES } from './switches/time.ts'
import { TRANSPORT_SWITCHES } from './switches/transport.ts'
import type { TwinSwitch } from './weakness.ts'

const ALL = {
  ...SIGNATURE_SWITCHES,
  ...ALGORITHM_SWITCHES,
  ...KEY_IN_HEADER_SWITCHES,
  ...KEY_ID_SWITCHES,
  ...KEY_PUBLISHED_SWITCHES,
  ...HEADER_SWITCHES,
  ...TIME_SWITCHES,
  ...IDENTITY_SWITCHES,
  ...SCOPE_SWITCHES,
  ...ENCODING_SWITCHES,
  ...JSON_SWITCHES,
  ...LIFE_SWITCHES,
  ...MEMORY_SWITCHES,
  ...TRANSPORT_SWITCHES,
  ...GOOD_SWITCHES,
  ...REFUSED_ALGORITHMS,
}

export type SwitchName = keyof typeof ALL

/** Every weakness that a twin can have. */
export const SWITCHES: Readonly<Record<SwitchName, TwinSwitch>> = ALL
