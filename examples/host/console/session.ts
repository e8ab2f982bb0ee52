import type { Permission } from '@sms-settings/api'

export type Person = {
  name: string
  email: string
  tenantName: string
  permissions: Permission[]
}

/** What the demo shows to who tries it; nothing in production. */
export type Demo = {
  people: { email: string; password: string; role: string }[]
  accessKeys: { accessKeyId: string; accessKeySecret: string }[]
}

/** Who is signed in; null for nobody. */
export const readSession = async (): Promise<Person | null> => {
  const response = await fetch('/session')
  if (response.status === 401) return null
  if (!response.ok) throw new Error(`/session answered ${response.status}`)
  return response.json()
}

/** @throws with the server's words when it refuses */
export const signIn = async (email: string, password: string): Promise<Person> => {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const body = await response.json()
  if (!response.ok) throw new Error(body.message)
  return body
}

export const signOut = () => fetch('/session', { method: 'DELETE' })

export const readDemo = async (): Promise<Demo | null> => {
  const response = await fetch('/demo')
  return response.ok ? response.json() : null
}
