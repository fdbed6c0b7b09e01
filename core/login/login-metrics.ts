/** What became of requests and logins at a login. */
export type LoginOutcome =
  | 'goes-on'
  | 'sent-to-provider'
  | 'no-session'
  | 'logged-in'
  | 'login-refused'
  | 'logged-out'
  | 'renewed'
  | 'renewal-refused'
  | 'cannot-decide'
  | 'refused'

/** What a login counts, in the text format of Prometheus. */
export interface LoginMetrics {
  count(outcome: LoginOutcome): void
  text(): string
}

export function createLoginMetrics(): LoginMetrics {
  const counts = new Map<LoginOutcome, number>()
  return {
    count: (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    text: () =>
      [
        '# HELP login_events_total What became of requests and logins.',
        '# TYPE login_events_total counter',
        ...[...counts].map(([outcome, count]) => `login_events_total{outcome="${outcome}"} ${count}`),
        '',
      ].join('\n'),
  }
}
