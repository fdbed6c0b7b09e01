import type { Judge } from './judgement.ts'
import { openLibraryJudges, type LibraryPlaces } from './libraries/libraries.ts'
import { createJwtproxyJudge } from './judges/jwtproxy.ts'
import { createKongDatesJudge, createKongJudge } from './judges/kong.ts'
import { createMeshJudge } from './judges/mesh.ts'
import { createPikoJudge } from './judges/piko.ts'
import { createStokeJudge } from './judges/stoke.ts'
import { createStrictJudge } from './judges/strict.ts'
import type { ServiceModesParts } from './trust-modes/service-modes.ts'
import { createTrustModeJudges } from './trust-modes/trust-mode-judges.ts'

/**
 * All judges, in the order of the table.
 * @param trust what the trust modes of the sandbox go by; absent: they are left out
 */
export const createJudges = (trust?: ServiceModesParts): readonly Judge[] => [
  createStrictJudge(),
  createJwtproxyJudge(),
  createStokeJudge(),
  createPikoJudge(),
  createKongJudge(),
  createKongDatesJudge(),
  createMeshJudge(),
  ...(trust ? createTrustModeJudges(trust) : []),
]

/** The same, and behind them what others really answer. @param places where to look for libraries */
export const openAllJudges = (trust: ServiceModesParts | undefined, places: LibraryPlaces): readonly Judge[] => [
  ...createJudges(trust),
  ...openLibraryJudges(places),
]
