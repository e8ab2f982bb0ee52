import type { Approval } from '@sms-settings/react/phone-verification'

export type User = { id: string; phone: string }

/** Names the App and proves nothing else: it is in every page of the App for all to read. */
const APP_KEY = 'app_demo_acme_shop'

/** Calls the server as this App. */
export const appFetch = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { ...init.headers, 'x-app-key': APP_KEY } })

/** @throws with the server's words when it refuses */
const call = async (method: string, path: string, body?: unknown) => {
  const response = await appFetch(`/app${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 204) return undefined
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}

/** The shortest password that `server/app-users/password-rules.ts` takes. */
export const SHORTEST_PASSWORD = 10

export const signUp = async (approval: Approval, password: string): Promise<User> =>
  (await call('POST', '/sign-up', { ...approval, password })).user
export const logIn = async (approval: Approval): Promise<User> => (await call('POST', '/log-in', approval)).user
export const resetPassword = async (approval: Approval, password: string): Promise<User> =>
  (await call('POST', '/reset-password', { ...approval, password })).user
export const logOut = () => call('POST', '/log-out')
/** Who is logged in; null for nobody. */
export const me = (): Promise<User | null> => call('GET', '/me').catch(() => null)
