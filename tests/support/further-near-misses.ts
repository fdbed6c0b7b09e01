import { askPolicies, policyOfBackend, USERS_OF_BACKEND } from '../../apps/console/workshop/mesh-seen.ts'
import type { Solution } from '../../apps/console/workshop/step.ts'

export type NearMiss = readonly [string, Solution]

const policies = (name: string, text: string, changes: Parameters<typeof askPolicies>[2]): NearMiss => [
  name,
  (ask) => askPolicies(ask, text, changes),
]

/** A DENY policy for backend-api. @param rule in the flow style of YAML */
const deniedBy = (rule: string) => policyOfBackend('denied', `  action: DENY\n  rules: [${rule}]\n`)
const denied = (operation: string) => deniedBy(`{to: [{operation: ${operation}}]}`)
const WITH_A_TOKEN = "  rules: [{from: [{source: {requestPrincipals: ['*']}}]}]\n"
const NO_ADMIN = denied('{paths: [/admin]}')
const SECOND_DOOR = { to: 'second-backend-api', path: '/data2' }
const ALL_ELSE = { method: 'POST', path: '/other', user: 'alice' } as const

/** Those of the steps on policies of a mesh. */
export const FURTHER_NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  'close-one-door': [
    policies('both doors are open', '', [{}, { to: 'second-backend-api', path: '/data2' }]),
    policies('one door is asked for', policyOfBackend('nobody'), [{}]),
    policies('another path is closed', denied('{paths: [/zzz]}'), [{ path: '/zzz' }, SECOND_DOOR]),
    policies('another method is closed', denied('{methods: [POST]}'), [{ method: 'POST' }, SECOND_DOOR]),
    policies('one path of it is closed', denied('{paths: [/data]}'), [{}, ALL_ELSE, SECOND_DOOR]),
    policies('it is closed to whoever has no token', USERS_OF_BACKEND + policyOfBackend('with-a-token', WITH_A_TOKEN), [
      {},
      ALL_ELSE,
      SECOND_DOOR,
    ]),
    policies('nothing else of it is asked for', policyOfBackend('nobody'), [{}, SECOND_DOOR]),
    [
      'each door by policies of its own',
      async (ask) => {
        await askPolicies(ask, policyOfBackend('nobody'), [{}, ALL_ELSE])
        await askPolicies(ask, '', [{ to: 'second-backend-api', path: '/data2' }])
      },
    ],
  ],
  'one-caller-one-method': [
    policies('nobody comes in', policyOfBackend('nobody'), [{}, { method: 'POST' }, { caller: 'stranger' }]),
    policies(
      'they differ by the user, and all callers come in',
      USERS_OF_BACKEND + policyOfBackend('with-a-token', WITH_A_TOKEN),
      [{ user: 'alice' }, { method: 'POST' }, { caller: 'stranger' }],
    ),
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
    policies('another path', NO_ADMIN, [{ path: '/admin' }, { path: '/admins' }, { path: '/./admin' }]),
    policies('nothing is denied', '', [{ path: '/admin' }, { path: '//admin' }]),
    policies('another workload, where nothing is denied', NO_ADMIN, [
      { path: '/admin' },
      { to: 'second-backend-api', path: '//admin' },
    ]),
    policies('another method, by which also /admin is allowed', denied('{paths: [/admin], methods: [POST]}'), [
      { path: '/admin' },
      { path: '/admin', method: 'POST' },
      { path: '//admin' },
    ]),
    policies(
      'another caller',
      deniedBy("{from: [{source: {principals: ['*/sa/webui']}}], to: [{operation: {paths: [/admin]}}]}"),
      [{ path: '/admin' }, { path: '//admin', caller: 'stranger' }],
    ),
    policies(
      'no DENY policy',
      policyOfBackend('all-but-admin', '  rules: [{to: [{operation: {notPaths: [/admin]}}]}]\n'),
      [{ path: '/admin' }, { path: '//admin' }],
    ),
  ],
  'no-certificate-no-connection': [
    policies(
      '403',
      policyOfBackend('web-ui', "  rules: [{from: [{source: {principals: ['cluster.local/ns/default/sa/webui']}}]}]\n"),
      [{ caller: 'plaintext' }, {}],
    ),
  ],
}
