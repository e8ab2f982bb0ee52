import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type Demo, type Person, signIn } from './session.ts'
import type { ConsoleWords } from './words.ts'

type Props = { words: ConsoleWords; demo: Demo | null; onSignedIn: (person: Person) => void }

const SignInForm = ({ words, demo, onSignedIn }: Props) => {
  const [error, setError] = useState<string>()
  const [isPending, setPending] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    setPending(true)
    setError(undefined)
    try {
      onSignedIn(await signIn(String(data.get('email')), String(data.get('password'))))
    } catch (caught) {
      setError(caught instanceof TypeError ? words.offline : (caught as Error).message)
      setPending(false)
    }
  }

  const fill = ({ email, password }: Demo['people'][number]) => {
    const { elements } = form.current ?? {}
    if (!elements) return
    ;(elements.namedItem('email') as HTMLInputElement).value = email
    ;(elements.namedItem('password') as HTMLInputElement).value = password
    form.current?.requestSubmit()
  }

  return (
    <form ref={form} className="sign-in" onSubmit={submit}>
      <label>
        {words.email}
        <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        {words.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert" className="problem">
        {error}
      </p>
      <button type="submit" className="button primary" disabled={isPending}>
        {words.signIn}
      </button>
      {demo && (
        <div className="demo-people">
          <span>{words.demoPeople}</span>
          {demo.people.map((it) => (
            <button key={it.email} type="button" className="button" onClick={() => fill(it)}>
              {it.email}
            </button>
          ))}
        </div>
      )}
    </form>
  )
}

/** The page of who is not signed in. */
export const SignInPage = (props: Props) => (
  <main className="sign-in-page">
    <div className="sign-in-card">
      <h1>{props.words.center}</h1>
      <SignInForm {...props} />
    </div>
  </main>
)

/** Over whatever the person was doing when the session ended: it stays as it is underneath. */
export const SignInAgain = (props: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      // A dialog of the kit that is open keeps all else inert, except what says that it is above.
      data-react-aria-top-layer
      className="sign-in-again"
      aria-labelledby="expired"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="expired">{props.words.expired}</h2>
      <p>{props.words.expiredText}</p>
      <SignInForm {...props} />
    </dialog>
  )
}
