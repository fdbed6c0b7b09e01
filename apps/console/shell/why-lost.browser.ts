/**
 * Why a console gives no stream, in the words of whoever stands in front of it: in a room the sandbox was made anew, or its person was removed.
 * @returns undefined where nobody says why: then it is away
 */
export async function whyLost(): Promise<string | undefined> {
  const answer = await fetch('/api/plays', { headers: { accept: 'application/json' } }).catch(() => undefined)
  if (!answer || (answer.status !== 401 && answer.status !== 409)) return undefined
  const { detail } = Object(await answer.json().catch(() => undefined)) as { detail?: unknown } // as a problem says it
  return typeof detail === 'string' ? detail : undefined
}
