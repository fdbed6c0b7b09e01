import { playIssuerOf } from '#core/config/play-issuer'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { keyFileIn } from '../../support/sign-by-file.ts'
import { probeStrictRoute } from '../../support/strict-run.ts'
import { untilDone } from '../../support/until.ts'
import { NOT_RUN_BY_RINGS, type ProbedParty } from './party.ts'

/** Scenario 14: the relay that does as Piko does. */
export const PROBED_PIKO: ProbedParty = {
  probe: (sandbox) =>
    probeStrictRoute(sandbox, {
      url: `http://localhost:${sandbox.partyPorts['piko-relay']}/echo`,
      target: { issuer: 'https://jwt-factory/', audience: RELAY_AUDIENCE, type: 'JWT' },
      ring: RELAY_RING,
      claims: { sub: 'servicea', piko: { endpoints: ['serviceb'] } },
      also: ['lax-type'],
      extraHeaders: [['x-piko-endpoint', 'serviceb']],
      controlPort: sandbox.processes.neighbours.port,
    }),
  sent: 220,
  notRun: NOT_RUN_BY_RINGS,
}

/** Scenario 15: C, which lets people in as the clients of Stoke do. */
export const PROBED_STOKE: ProbedParty = {
  async probe(sandbox) {
    await untilDone('a play with people', () => sandbox.get('servicea', '/scenario15')) // it makes their keys
    return probeStrictRoute(sandbox, {
      url: `https://localhost:${sandbox.processes.servicec.tlsPort}/scenario15-server`,
      target: {
        issuer: playIssuerOf(`https://localhost:${sandbox.factory.tlsPort}`),
        audience: 'servicec',
        type: 'JWT',
      },
      keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory/play-people.keys', 'people.'),
      claims: { sub: 'tester', u: 'tester', n: 'Travis Ester', log: 'r,w', aud: ['serviceb', 'servicec'] },
      also: ['lax-type'],
      controlPort: sandbox.processes.servicec.port,
    })
  },
  sent: 220,
  notRun: NOT_RUN_BY_RINGS,
}
