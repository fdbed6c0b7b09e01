import { mutantsOf } from './mutant.ts'

const SIGNER = 'apps/sidecar/signer'

export const SIDECAR_TOKEN_MUTANTS = [
  ...mutantsOf(
    `${SIGNER}/mint.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['ids can be guessed', ["config.dialect === 'jwtproxy'", "config.dialect !== 'jwtproxy'"]],
      [
        'a claim of the configuration replaces one of the signer',
        ['{ ...claims, ...taken, ...standing }', '{ ...standing, ...claims, ...taken }'],
        ['  refuseRegistered(config)\n', ''],
      ],
      ['a token is that of another key', ['[signer.kid, audience, taken]', '[audience, taken]']],
      ['a token is that of another audience', ['[signer.kid, audience, taken]', '[signer.kid, taken]']],
      ['a token is that of another user', ['[signer.kid, audience, taken]', '[signer.kid, audience]']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/token-id.ts`,
    [`${SIGNER}/mint.test.ts`, `${SIGNER}/token-id.test.ts`],
    [
      ['an id may be short', ['length < SHORTEST_TOKEN_ID', 'length < 0']],
      ['an id comes again', ['    used += length\n', '']],
      ['an id is cut where what was drawn ends', ['used + length > drawn.length', 'used >= drawn.length']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/reused-tokens.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['a token is used to its end', ['life * USED_PART', 'life']],
      ['any number of tokens is kept', ['if (tokens.size <= MOST_REUSED) break', 'if (tokens.size > 0) break']],
      ['a token of the future is handed out', ['age >= 0 && ', '']],
      [
        'a token that could not be made is kept',
        ['tokens.get(sameness) === made && tokens.delete(sameness)', 'undefined'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/claims-from-headers.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['claims from headers may be long', ['if (left < 0)', 'if (left < -1e9)']],
      ['of two headers one counts', ['if (others.length === 0) return first', 'if (others.length >= 0) return first']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/audience.ts`,
    [`${SIGNER}/audience.test.ts`],
    [['an audience is what the client wrote', ["dialect === 'strict' ? origin : written", 'written']]],
  ),
  ...mutantsOf(
    `${SIGNER}/authority-files.ts`,
    [`${SIGNER}/authority.test.ts`, `${SIGNER}/authority-files.test.ts`],
    [
      [
        'the authority of the sandbox intercepts',
        ['if (OF_THE_SANDBOX.test(authority.subject))', "if (authority.subject === '')"],
      ],
      [
        'two that start at once make two',
        [
          'return withFolderLock(folder, () => readOrMake(files, clock, log), machine)',
          'return readOrMake(files, clock, log)',
        ],
      ],
      [
        'an authority that has ended is used',
        ['if (authority.validToDate.getTime() <= clock.now())', 'if (authority.validToDate.getTime() <= 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/authority.ts`,
    [`${SIGNER}/authority.test.ts`],
    [
      ['a certificate is shown after its life', ['age < LEAF_LIFE / 2', 'age < Infinity']],
      ['a certificate is made for each connection', ['if (known && age >= 0', 'if (known && age < 0']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/make-certificates.ts`,
    [`${SIGNER}/authority.test.ts`],
    [['a certificate outlives its authority', ['Math.min(until, issuer.notAfter.getTime())', 'until']]],
  ),
  ...mutantsOf(
    `${SIGNER}/open-signer.ts`,
    [`${SIGNER}/weaknesses.test.ts`],
    [
      ['everybody is answered for with a weak key', ['isWeak: isOriginal', 'isWeak: true']],
      [
        'nobody is warned of the dialect',
        ["if (dialect === 'jwtproxy') tellGaps", "if (dialect === 'jwtproxy' && listen.kind === 'socket') tellGaps"],
      ],
    ],
  ),
]
