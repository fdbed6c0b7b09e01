import { askPolicies, policyOfBackend } from '../../apps/console/workshop/mesh-seen.ts'
import type { Solution } from '../../apps/console/workshop/step.ts'

export type NearMiss = readonly [string, Solution]

const policies = (name: string, text: string, changes: Parameters<typeof askPolicies>[2]): NearMiss => [
  name,
  (ask) => askPolicies(ask, text, changes),
]

/** Those of the steps on policies of a mesh. */
export const FURTHER_NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  'close-one-door': [
    policies('both doors are open', '', [{}, { to: 'second-backend-api', path: '/data2' }]),
    policies('one door is asked for', policyOfBackend('nobody'), [{}]),
    [
      'each door by policies of its own',
      async (ask) => {
        await askPolicies(ask, policyOfBackend('nobody'), [{}])
        await askPolicies(ask, '', [{ to: 'second-backend-api', path: '/data2' }])
      },
    ],
  ],
  'one-caller-one-method': [
    policies('nobody comes in', policyOfBackend('nobody'), [{}, { method: 'POST' }, { caller: 'stranger' }]),
    policies('everybody comes in', policyOfBackend('all', '  rules: [{}]\n'), [
      {},
      { method: 'POST' },
      { caller: 'stranger' },
    ]),
  ],
  'ask-for-a-token': [
    policies('no token is asked for', '', [{ user: 'alice' }, { user: 'nobody' }, { user: 'expired' }]),
  ],
  'two-spellings-of-a-path': [
    policies(
      'another path',
      policyOfBackend('no-admin', '  action: DENY\n  rules: [{to: [{operation: {paths: [/admin]}}]}]\n'),
      [{ path: '/admin' }, { path: '/admins' }, { path: '/./admin' }],
    ),
    policies('nothing is denied', '', [{ path: '/admin' }, { path: '//admin' }]),
  ],
  'no-certificate-no-connection': [
    policies(
      '403',
      policyOfBackend('web-ui', "  rules: [{from: [{source: {principals: ['cluster.local/ns/default/sa/webui']}}]}]\n"),
      [{ caller: 'plaintext' }, {}],
    ),
  ],
}
