import { z } from 'zod'
import { MESH_OPERATIONS } from '#core/control/mesh-operations'
import { CONTROL_OPERATIONS } from '#core/control/operations'
import { COMMON_OPERATIONS, PARTY_OPERATIONS } from '#core/openapi/common'
import { jsonAnswer, type Operations } from '#core/openapi/operation'
import { TIME_OF_TRACES_OPERATIONS } from './time-of-traces.ts'

/** It has no rings: those of the signer are in the registry. */
const { 'GET /control/rings': _rings, 'GET /control/keys': _keys, ...CONTROL } = CONTROL_OPERATIONS

/** What the routes of the process take and answer. */
export const NEIGHBOURS_OPERATIONS: Operations = {
  ...COMMON_OPERATIONS,
  ...CONTROL,
  ...PARTY_OPERATIONS,
  'GET /healthz': {
    answers: {
      200: jsonAnswer(
        'It is up; `degraded` where a party cannot work.',
        z.looseObject({ status: z.enum(['ok', 'degraded']) }),
      ),
    },
  },
  ...MESH_OPERATIONS,
  ...TIME_OF_TRACES_OPERATIONS,
  'POST /signer/rotate': { answers: { 200: jsonAnswer('The new key signs from now on.', z.looseObject({})) } },
}
