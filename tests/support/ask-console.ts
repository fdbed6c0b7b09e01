import type { AskConsole } from '../../apps/console/workshop/step.ts'

/** @param headers what the person has besides: a cookie @returns asks as the pages of a console do */
export async function openAskConsole(url: string, headers: Record<string, string> = {}): Promise<AskConsole> {
  const page = await (await fetch(url, { headers: { ...headers, accept: 'text/html' } })).text()
  const pageToken = /"pageToken":"([^"]+)"/.exec(page)?.[1] ?? ''
  return async (path, body, method = body ? 'POST' : undefined) => {
    const answer = await fetch(url + path, {
      method: method ?? 'GET',
      headers: {
        ...headers,
        accept: 'application/json',
        'x-page-token': pageToken,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method ?? 'GET'} ${path} answered ${answer.status}: ${text}`)
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  }
}
