import { mutantsOf } from './mutant.ts'

const SIDECAR = 'apps/sidecar'

/** What holds where a sidecar takes requests in, and passes them on. */
export const SIDECAR_PROXY_MUTANTS = [
  ...mutantsOf(
    `${SIDECAR}/verifier/verifier.ts`,
    [`${SIDECAR}/web-sockets.test.ts`],
    [
      ['a web socket outlives its token', ['{ ...options, signal: expiry.signal }', 'options']],
      [
        'a web socket needs no token',
        [
          "if (decision.kind !== 'goes-on') return sayAnswer(socket, answered(context, decision.answer))",
          "if (decision.kind !== 'goes-on') Object.assign(decision, { kind: 'goes-on', decision: { kind: 'open' }, until: Infinity })",
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIDECAR}/verifier/verifier.ts`,
    [`${SIDECAR}/sidecars.test.ts`],
    [['the token goes on', ["[...given.identity.remove, 'authorization']", '[...given.identity.remove]']]],
  ),
  ...mutantsOf(
    'core/http/until-expiry.ts',
    [`${SIDECAR}/web-sockets.test.ts`],
    [['a web socket ends too early', ['left > 0; left = timeLeft()', 'left > 0; left = 0']]],
  ),
  ...mutantsOf(
    `${SIDECAR}/verifier/verifier.ts`,
    [`${SIDECAR}/verifier/verifier.test.ts`],
    [
      ['a client says who it is', ['isStrict ? taken : identity.remove', 'isStrict ? taken : []']],
      ['an address in place of a path goes on', ["if (!url.startsWith('/') && url !== '*')", 'if (false)']],
    ],
  ),
  ...mutantsOf(
    `${SIDECAR}/config/verifier-block.ts`,
    [`${SIDECAR}/verifier/verifier.test.ts`],
    [['the original tells who called', ["given.dialect === 'jwtproxy' ? 'none' : 'headers'", "'headers'"]]],
  ),
  ...mutantsOf(
    `${SIDECAR}/verifier/verifier.ts`,
    [`${SIDECAR}/weaknesses.test.ts`],
    [['CONNECT opens a tunnel in each dialect', ["if (connect !== 'tunnel')", "if (connect === 'tunnel')"]]],
  ),
  ...mutantsOf(
    `${SIDECAR}/signer/pass-on.ts`,
    [`${SIDECAR}/signer/weaknesses.test.ts`],
    [
      [
        'every destination gets a token',
        ['if (destinations && !destinations.includes(origin))', 'if (destinations?.length === 0)'],
      ],
      [
        'a web socket goes to whoever answers',
        [
          "config.dialect === 'strict' ? parts.known",
          "config.dialect === 'strict' && request.headers.upgrade === undefined ? parts.known",
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIDECAR}/signer/signer.ts`,
    [`${SIDECAR}/signer/weaknesses.test.ts`],
    [
      [
        'any Host may stand within a tunnel',
        ["askedThrough(request, way, config.dialect === 'jwtproxy')", 'askedThrough(request, way, true)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/forward/end-proxy.ts',
    [`${SIDECAR}/streams.test.ts`],
    [
      ['what goes on is cut off at once', ['await inTime', 'void inTime']],
      ['0 is no time at all', ['shutdownTimeout === 0 ? finished :', '']],
      [
        'whoever does not finish is waited for without end',
        ['shutdownTimeout === 0 ? finished', 'shutdownTimeout < 1000 ? finished'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIDECAR}/raw-tunnels.ts`,
    [`${SIDECAR}/weaknesses.test.ts`],
    [['what came with CONNECT is lost', ['if (head.length > 0) upstream.write(head)', '']]],
  ),
  ...mutantsOf(
    `${SIDECAR}/listen-at.ts`,
    [`${SIDECAR}/signer/weaknesses.test.ts`],
    [['a signer is heard by everybody', ["dialect === 'jwtproxy' ? '0.0.0.0' : 'localhost'", "'0.0.0.0'"]]],
  ),
  ...mutantsOf(
    `${SIDECAR}/signer/interception.ts`,
    [`${SIDECAR}/signer/slow-tunnels.test.ts`],
    [['one tunnel too many is ended without a word', ['throw tooManyExchanges()', 'return void socket.destroy()']]],
  ),
  ...mutantsOf(
    `${SIDECAR}/signer/sign-request.ts`,
    [`${SIDECAR}/signer/signer.test.ts`],
    [['a claim is put together of two headers', ['{} : request.headersDistinct', '{} : request.headers']]],
  ),
  ...mutantsOf(
    `${SIDECAR}/signer/open-signer.ts`,
    [`${SIDECAR}/signer/interception.test.ts`],
    [
      [
        'what goes on in a tunnel is cut at shutdown',
        ['endTunnels: () => interception?.close(),', 'endTunnels: () => {},'],
        ['    async close() {', '    async close() {\n      interception?.close()'],
      ],
    ],
  ),
]
