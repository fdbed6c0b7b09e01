import type { Judge } from './judgement.ts'
import { createJwtproxyJudge } from './judges/jwtproxy.ts'
import { createKongDatesJudge, createKongJudge } from './judges/kong.ts'
import { createMeshJudge } from './judges/mesh.ts'
import { createPikoJudge } from './judges/piko.ts'
import { createStokeJudge } from './judges/stoke.ts'
import { createStrictJudge } from './judges/strict.ts'

/** All judges, in the order of the table. */
export const createJudges = (): readonly Judge[] => [
  createStrictJudge(),
  createJwtproxyJudge(),
  createStokeJudge(),
  createPikoJudge(),
  createKongJudge(),
  createKongDatesJudge(),
  createMeshJudge(),
]
