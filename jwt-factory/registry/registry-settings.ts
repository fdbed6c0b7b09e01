import { z } from 'zod'
import { setting } from '#core/config/setting'

const approval = z.enum(['first', 'ask', 'all'], 'is not first, ask or all')

/** None shows what a rotation costs that waits for no token. */
const grace = z
  .string()
  .regex(/^\d{1,8}$/, 'is not a number of seconds (0 to a year)')
  .transform(Number)
  .refine((seconds) => seconds <= 31_536_000, 'is not a number of seconds (0 to a year)')

/** Who lets the keys of services in, and how long they stay after a rotation. */
export const registrySettings = {
  registryApproval: setting(
    'REGISTRY_APPROVAL',
    approval,
    'first',
    'Which keys at the registry a person has to approve: first (all but the first key of a service and rotations), ask (all but rotations), or all.',
  ),
  registryGraceSeconds: setting(
    'REGISTRY_GRACE',
    grace,
    '600',
    'How long a key at the registry can still be read after a rotation, in seconds: as long as its tokens live, clocks included.',
  ),
}
