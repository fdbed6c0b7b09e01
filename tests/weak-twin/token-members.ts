/** The claims of a token, without looking whether anybody signed it; none where it is no token. */
export const claimsInToken = (token: string): Record<string, unknown> => membersIn(token.split('.')[1])

export const headerInToken = (token: string): Record<string, unknown> => membersIn(token.split('.')[0])

export const isToken = (token: string): boolean => token.split('.').length === 3

function membersIn(segment = ''): Record<string, unknown> {
  try {
    return { ...JSON.parse(Buffer.from(segment, 'base64url').toString()) }
  } catch {
    return {}
  }
}
