import { mutantsOf } from './mutant.ts'

const DECIDE = ['apps/mesh/decide/run-decide.test.ts', 'apps/mesh/decide/decided-cases.test.ts']
const FILES = ['apps/mesh/proxy/read-proxy-files.test.ts']
const CONSOLE = [
  'apps/console/api/mesh-routes.test.ts',
  'apps/console/mesh/branches.test.ts',
  'apps/console/mesh/look-at-policies.test.ts',
]

/** What is decided about requests without a sidecar, what its files are looked at for, and the page of the console. */
export const MESH_COMMAND_MUTANTS = [
  ...mutantsOf('apps/mesh/decide/decide-request.ts', DECIDE, [
    [
      'plaintext is taken where mTLS alone is',
      ["mode === 'STRICT' && given.peerUri", "mode === 'UNSET' && given.peerUri"],
    ],
    ['whoever calls has an identity over plaintext', ["mode === 'DISABLE' || peerUri", 'peerUri']],
    ['the silence of an authorizer lets on', ["external !== 'allow'))", "external === 'deny'))"]],
    ['one of two authorizers says yes', ['question.isAmbiguous || ', '']],
    [
      'a token is challenged by the path as it is written',
      ['const target = normalTarget(path, mesh)', 'const target = path'],
    ],
    ['policies do not see what a token writes', ['headers: fieldsByName(upstream)', 'headers: fieldsByName(fields)']],
    ['a claim is one text', ['spaceDelimitedClaims: tokens.rule.spaceDelimitedClaims', 'spaceDelimitedClaims: []']],
    ['a connection that is not HTTP has a status', [', status: null }', ' }']],
    [
      'of a repeated header one value is left',
      [
        "(all[fields[at]?.toLowerCase() ?? ''] ??= []).push(fields[at + 1] ?? '')",
        "all[fields[at]?.toLowerCase() ?? ''] = [fields[at + 1] ?? '']",
      ],
    ],
    ['what is audited is not said', ['(audited.length > 0 || shadow) && ', 'shadow && ']],
  ]),
  ...mutantsOf('apps/mesh/decide/decide-cases.ts', DECIDE, [
    [
      'cases are in the order of their groups',
      ['given.cases.flatMap(({ id }) => decided.get(id) ?? [])', '[...decided.values()]'],
    ],
    ['the clock of the cases stands for nothing', ['seconds === undefined ? machine', 'seconds !== null ? machine']],
    ['a slow key set is waited for', ['source.delayMs > patience', 'source.delayMs < 0']],
    [
      'an address outside is an empty key set',
      [
        'if (!source) throw new NoAnswer(',
        'if (!source) return { status: 200, text: \'{"keys":[]}\' }; if (!source) throw new NoAnswer(',
      ],
    ],
    ['the address of the client is nobody', ['remoteIp = sourceIp, ', 'remoteIp, ']],
    [
      'a caller with its scheme has it twice',
      ["peer.startsWith('spiffe://') ? peer", "peer.startsWith('spiffe:///') ? peer"],
    ],
    [
      'each workload has the policies of the first',
      ['JSON.stringify([policyFile, workload])', 'JSON.stringify([policyFile])'],
    ],
    ['trouble with keys is told of every case', ["decision.by.kind === 'token' ? trouble : []", 'trouble']],
  ]),
  ...mutantsOf('apps/mesh/decide/differences.ts', DECIDE, [
    ['a decision is as expected', ['expect.decision === decision.decision', 'expect.decision !== undefined']],
    ['a status is as expected', ['if (expect.status !== decision.status)', 'if (expect.status === -1)']],
    [
      'a header that should be away may be there',
      ['return seen === filled\n', 'return seen === filled || filled === null\n'],
    ],
    ['the case of a header counts', ['name.toLowerCase())', 'name)']],
    ['a token is shown in whole', ['value.length > LONGEST_SHOWN_HEADER', 'value.length < 0']],
  ]),
  ...mutantsOf('apps/mesh/decide/fill-tokens.ts', DECIDE, [
    ['the payload is the whole token', ["payload ? (token.split('.')[1] ?? '') : token", 'token']],
    [
      'a token of a case goes nowhere',
      ["token === undefined ? [] : ['authorization'", "token !== undefined ? [] : ['authorization'"],
    ],
    ['a token in what is expected is not looked for', ['...seen.filter((text) => text !== null),', '']],
  ]),
  ...mutantsOf('apps/mesh/decide/cases-file.ts', DECIDE, [
    ['two cases have one id', ['return isTaken ? [', 'return false ? [']],
    ['any number of cases', ['.max(MOST_CASES, ', '.max(Infinity, ']],
  ]),
  ...mutantsOf('apps/mesh/decide/run-decide.ts', DECIDE, [
    ['a difference is a success', ['differences.length > 0) ? 1 : 0', 'differences.length > 0) ? 0 : 0']],
    [
      'words that nobody needs are passed over',
      ['if (words.length > 0 && policies.length === 0)', 'if (words.length > 99)'],
    ],
    ['of several files of policies one counts', ['[...policies, ...words].map', 'policies.map']],
  ]),
  ...mutantsOf('apps/mesh/decide/render-cases.ts', DECIDE, [
    [
      'reasons are told of cases that are as expected',
      ['different.flatMap(explainDifference)', 'cases.flatMap(explainDifference)'],
    ],
    ['JSON has no status', ['    status,\n    by,\n    reasons,\n    ...(user', '    by,\n    reasons,\n    ...(user']],
  ]),
  ...mutantsOf('apps/mesh/proxy/given-certificates.ts', FILES, [
    [
      'a certificate of another CA is taken',
      ['if (!leadsTo(leaf, between, authority.certificates))', 'if (!leaf.raw)'],
    ],
    [
      'who signed is whoever says so',
      [
        'certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)',
        'certificate.checkIssued(certificate)',
      ],
    ],
    [
      'certificates between are not looked at',
      [
        'const next = left.find((each) => isSignedBy(last, each))',
        'const next = undefined as X509Certificate | undefined',
      ],
    ],
    ['the key may be that of another', ['if (!leaf.checkPrivateKey(key.object))', 'if (!key.object)']],
    ['an encrypted key is no key', ['if (/ENCRYPTED/.test(text))', "if (text === 'ENCRYPTED')"]],
    ['a certificate may have ended', ['if (to.getTime() <= now)', 'if (to.getTime() <= 0)']],
    ['a server need not be one', ['!purposes.includes(FOR_SERVERS)', 'purposes.length === 99']],
    ['a client need not be one', ['isClient && ', 'isClient && false && ']],
    ['a server must be a client', ['purposes && isClient && ', 'purposes && ']],
    ['an authority speaks for a workload', ['if (end !== undefined) faults', "if (end === '') faults"]],
    ['of two ids the first counts', ['if (uris.length > 1)', 'if (uris.length > 9)']],
    [
      'a workload has the id of another',
      ['return uri === wanted ? undefined :', 'return uri !== undefined ? undefined :'],
    ],
    ['anybody may read the key', ['(mode & 0o077) === 0', '(mode & 0o007) === mode || true']],
    ['a CA is whoever is named as one', ["fault?.kind === 'unusable' ? [", "fault?.kind === 'surplus' ? ["]],
  ]),
  ...mutantsOf('apps/mesh/proxy/read-proxy-files.ts', FILES, [
    ['a key set without keys is none to tell of', ["if (keys.kind !== 'keys')", "if (keys.kind === 'away')"]],
  ]),
  ...mutantsOf('apps/mesh/proxy/named-file.ts', FILES, [
    [
      'of several faults the first is told',
      [
        'failed.map((reason) => (reason as ProxyFilesFault).message)',
        'failed.slice(0, 1).map((reason) => (reason as ProxyFilesFault).message)',
      ],
    ],
  ]),
  ...mutantsOf('apps/console/mesh/branches.ts', CONSOLE, [
    ['two branches have decided', ['by.rule === rule\n', 'true\n']],
    ['branches stand as the policies do', ['.toSorted((one, other) => rank(one) - rank(other))', '']],
    ['nobody says whose token it is', ['user === undefined\n', 'user !== null\n']],
  ]),
  ...mutantsOf('apps/console/mesh/mesh-desk.ts', CONSOLE, [
    [
      'a token that ended is of today',
      ["user === 'expired' ? seconds - 2 * AN_HOUR_OF_SECONDS", "user === 'expired' ? seconds"],
    ],
    ['a broken token is whole', ["user === 'broken' ?", 'user === undefined ?']],
    ['whoever calls over plaintext has an identity', ["if (caller === 'plaintext') return {}", '']],
    ['policies with errors decide', ['  if (fault)\n', '  if (fault === null)\n']],
  ]),
  ...mutantsOf('apps/console/mesh/look-at-policies.ts', CONSOLE, [
    [
      'any number of findings',
      ['lintReading(reading, files)\n      .slice(0, MOST_LOOKED_AT)', 'lintReading(reading, files)'],
    ],
    ['policies are explained by kind', ['.toSorted((one, other) => one.line - other.line)', '']],
  ]),
]
