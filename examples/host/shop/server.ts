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

export type Proof = { verificationId: string; phone: string }

export const signUp = async (proof: Proof, password: string): Promise<User> =>
  (await call('POST', '/sign-up', { ...proof, password })).user
export const logIn = async (proof: Proof): Promise<User> => (await call('POST', '/log-in', proof)).user
export const resetPassword = async (proof: Proof, password: string): Promise<User> =>
  (await call('POST', '/reset-password', { ...proof, password })).user
export const logOut = () => call('POST', '/log-out')
/** Who is logged in; null for nobody. */
export const me = (): Promise<User | null> => call('GET', '/me').catch(() => null)
