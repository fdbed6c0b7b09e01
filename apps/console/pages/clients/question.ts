import { FORM_GRANTS, type ShownClient, type TokenQuestion } from './clients-state.ts'

/** What a form begins with for a client: its first audience, and all that it may have. */
export const questionFor = (client: ShownClient | undefined, issuer = '@'): TokenQuestion => ({
  client: client?.id ?? '',
  issuer,
  grant: 0,
  audience: client?.audiences[0] ?? '',
  scopes: client?.scopes ?? [],
  lifetime: '',
  presented: {},
})

const TYPE_OF_ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** The parameters of the token route (RFC 6749 §4.4.2, RFC 8693 §2.1, RFC 7523 §2.1). */
export function formOfQuestion({
  grant,
  audience,
  scopes,
  lifetime,
  presented,
}: TokenQuestion): Record<string, string> {
  const { type, needs } = FORM_GRANTS[grant] ?? FORM_GRANTS[0]
  const given = needs.flatMap((name) => {
    const value = presented[name]?.trim() ?? ''
    if (value === '') return []
    return name === 'assertion'
      ? [[name, value]]
      : [
          [name, value],
          [`${name}_type`, TYPE_OF_ACCESS_TOKEN],
        ]
  })
  return {
    grant_type: type,
    ...(audience !== '' && { audience }),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(lifetime.trim() !== '' && { lifetime: lifetime.trim() }),
    ...Object.fromEntries(given),
  }
}
