/** The link that npm run workshop prints has the token behind its #: browsers send that nowhere, and here it is taken out of sight. */
export function takeTokenOfLink(): void {
  const field = document.querySelector<HTMLInputElement>('#facilitator-token')
  const token = location.hash.slice(1)
  if (!field || token === '') return
  history.replaceState(null, '', location.pathname)
  field.value = token
  field.form?.submit()
}
