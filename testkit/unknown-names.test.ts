import { expect, test } from 'vitest'
import { listenerOf } from './cast/listener-of.ts'
import { createKitPlay } from './kit-play.ts'
import { hasServedKeys } from './matchers/served-keys.ts'
import { startIssuer } from './start-issuer.ts'
import { systemClock } from '#core/clock'

const any = (value: unknown) => value as never // what a test without types may write

test('what there is not is refused by its name, with the one that is near', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'], tls: false })
  const play = createKitPlay({ scenarios: [], portOf: () => 0, machine: systemClock })
  for (const [call, said] of [
    [() => issuer.token(any({ audienc: 'orders' })), 'token: There is no option "audienc". Did you mean "audience"?'],
    [() => issuer.token().with(any({ claim: {} })), 'with: There is no option "claim". Did you mean "claims"?'],
    [() => issuer.token().without('expp'), 'without: There is no claim "expp". Did you mean "exp"?'],
    [() => issuer.bad('exp-past', any({ scop: 'a' })), 'exp-past: There is no option "scop". Did you mean "scope"?'],
    [() => issuer.bad('aud-othr' as 'exp-past'), 'There is no case "aud-othr". Did you mean "aud-other"?'],
    [() => issuer.must(any({ skip: ['nonsense'] })), 'must({ skip }): There is no case or family "nonsense".'],
    [() => issuer.must(any({ skips: [] })), 'must: There is no option "skips". Did you mean "skip"?'],
    [() => issuer.requests(any('jwkz')), 'There is no route "jwkz" here. Did you mean "jwks"?'],
    [() => issuer.fault(any('jwkz'), 'down'), 'There is no route "jwkz" here. Did you mean "jwks"?'],
    [
      () => hasServedKeys(issuer, any({ atmost: 1 })),
      'toHaveServedKeys: There is no option "atmost". Did you mean "atMost"?',
    ],
    [() => hasServedKeys(any({}), {}), 'asked of an issuer or a sandbox'],
    [() => play(1, any({ varient: 'x' })), 'play: There is no option "varient". Did you mean "variant"?'],
    [() => play(any(99)), 'There is no scenario 99'],
    [() => startIssuer({ settings: { PORT: '1' } }), 'settings: There is no setting "PORT".'],
    [() => listenerOf(any(undefined), systemClock), 'app is no app of Express'],
  ] as const)
    await expect(new Promise((resolve) => resolve(call())), said).rejects.toThrow(said)
  expect(await issuer.token().without('nbf')).not.toBe('')
})

test('a control plane that a setting of the call has turned off is looked for there', async () => {
  await using issuer = await startIssuer({ tls: false, settings: { CONTROL: 'off' } })
  await expect(Promise.resolve(issuer.token())).rejects.toThrow(
    'CONTROL is off in the settings with which this was started',
  )
})
