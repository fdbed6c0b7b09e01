import type { RightAnswer } from '#attacks'

/** What each right answer is, in words for people. */
const ANSWER_WORDS: Record<RightAnswer, string> = {
  '2xx': 'a success (2xx)',
  '200': '200',
  '204': '204',
  '400': '400',
  '400 request': '400 with error="invalid_request"',
  '400 invalid_request': '400 with error="invalid_request"',
  '400 invalid_scope': '400 with error="invalid_scope"',
  '400 invalid_target': '400 with error="invalid_target"',
  '401': '401',
  '401 bare': '401 with WWW-Authenticate and no error code',
  '401 token': '401 with error="invalid_token"',
  '401 invalid_client': '401 with error="invalid_client"',
  '401 invalid_dpop_proof': '401 with error="invalid_dpop_proof"',
  '401 use_dpop_nonce': '401 with error="use_dpop_nonce"',
  '403 scope': '403 with error="insufficient_scope"',
  '405': '405',
  '4xx': 'any refusal (4xx)',
  '4xx size': '400, 413, 414 or 431, for its size',
  '503': '503',
}

/** What is right, in words for people: of several, each is. */
export const wordsOfRight = (expects: readonly RightAnswer[]): string =>
  expects.map((each) => ANSWER_WORDS[each]).join(', or ')
