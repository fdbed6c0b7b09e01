import { mutantsOf } from './mutant.ts'

const DOOR = ['apps/mesh/inbound/door.test.ts']
const DECIDED_FIELDS = ['apps/mesh/inbound/decided-fields.test.ts']
const HOSTILE = ['apps/mesh/inbound/hostile.test.ts']
const WIRE = ['apps/mesh/inbound/wire.test.ts']
const OUT = ['apps/mesh/outbound/outbound.test.ts']
const EXTERNAL = ['apps/mesh/external/external.test.ts']
const FOLLOW = ['apps/mesh/proxy/follow-policies.test.ts']

/** The sidecars that enforce the policies of a mesh. */
export const MESH_SIDECAR_MUTANTS = [
  ...mutantsOf('core/http/peer-identity.ts', DOOR, [
    ['an authority speaks for a workload', ["catch(() => 'is damaged')) === undefined", "catch(() => '')) !== null"]],
  ]),
  ...mutantsOf('core/http/certificates/spiffe-id.ts', DOOR, [
    ['of two ids the first one counts', ['uris.length === 1 && isSpiffeId(id)', 'isSpiffeId(id)']],
  ]),
  ...mutantsOf('core/http/forward/connect-options.ts', OUT, [
    ['any workload will do', ['=== wanted', '!== undefined']],
  ]),
  ...mutantsOf('apps/mesh/inbound/door.ts', DOOR, [
    [
      'peers of other trust domains are let in',
      ['if (!trustDomains.includes(', 'if (trustDomains.length === 0 && !trustDomains.includes('],
    ],
    ['callers keep their connections, however many there are', ['takesTls: true, ', '']],
    ['who is let in is sent away', ['    newcomers.letIn(accepted)\n', '']],
    ['who is let in still stands in the line', ['    line.agreed(accepted)\n', '']],
    ['who is connected stays', [": mode() !== 'STRICT'", ': true']],
  ]),
  ...mutantsOf('apps/mesh/inbound/door.ts', WIRE, [
    ['TLS is agreed on anew without end', ['  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,\n', '']],
    ['whatever protocol is offered is spoken', ["ALPNProtocols: ['http/1.1'], ", '']],
  ]),
  ...mutantsOf('apps/mesh/inbound/check-request.ts', HOSTILE, [
    [
      'the path goes on as it came',
      ['target: tokens.changes.target, changes, answerHeaders', "target: request.url ?? '', changes, answerHeaders"],
    ],
  ]),
  ...mutantsOf('apps/mesh/inbound/check-request.ts', DECIDED_FIELDS, [
    ['a field that stays on the way decides', ['fieldsThatGoOn(request.rawHeaders, request.headers.connection)', 'request.rawHeaders || fieldsThatGoOn']], // prettier-ignore
    ['an authorizer is told what a client says for sidecars', ['fields: fieldsWith(goingOn, own)', 'fields: goingOn']],
    ['policies go by what a client says for sidecars', ['[tokens.changes.headers, own]', '[tokens.changes.headers]']],
  ]),
  ...mutantsOf('apps/mesh/inbound/peer-headers.ts', HOSTILE, [
    ['a client says who called', ['remove: OF_SIDECARS', 'remove: []']],
  ]),
  ...mutantsOf('apps/mesh/inbound/access-line.ts', HOSTILE, [
    ['the query is written down', ['url.split(/[?#]/, 1)[0]', 'url']],
  ]),
  ...mutantsOf('apps/mesh/inbound/external.ts', EXTERNAL, [
    [
      'a client says what the authorizer says',
      ['const remove = authorizer.provider.headersToUpstreamOnAllow', 'const remove: string[] = []'],
    ],
    ['one of two authorizers is asked', ['if (isAmbiguous || !authorizer)', 'if (!authorizer)']],
  ]),
  ...mutantsOf('apps/mesh/external/http-authorizer.ts', EXTERNAL, [
    [
      'a server that fails says yes',
      ['if (status >= 500)', 'if (status >= 600)'],
      ['if (status === 200)', 'if (status === 200 || status === 500)'],
    ],
  ]),
  ...mutantsOf('apps/mesh/proxy/follow-files.ts', FOLLOW, [
    ['a file is read while it is written', ['if (now === taken || !isStill) return', 'if (now === taken) return']],
    ['a broken file is told again and again', ['    taken = now\n', '']],
  ]),
  ...mutantsOf('apps/mesh/proxy/policy-files.ts', FOLLOW, [
    ['an empty file allows everything', ["if (text.trim() === '')", "if (text === '-')"]],
  ]),
]
