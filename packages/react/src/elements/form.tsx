import type { SmsErrorCode } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import {
  createContext,
  type FormEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { ErrorBanner } from './banner.tsx'
import { Button, type ButtonProps } from './button.tsx'
import { Dialog, type DialogProps } from './dialog.tsx'
import { useNotify } from './root.tsx'
import { elementWords } from './words.ts'

/** The dialog that a form was sent from. Whoever does not wait for the answer may be at something else when it comes. */
export type SentFrom = {
  isClosed: () => boolean
  /** Closes it and goes on from there; where it is closed already, neither. */
  close: (goOn?: () => void) => void
}

type Sending = (form: FormData, dialog: SentFrom) => Promise<unknown>

export type FormDialogProps = Omit<DialogProps, 'footer' | 'isAlert'> & {
  /** Does what the form is for. What it throws is shown, and everything typed stays. */
  onSubmit: Sending
  /** @default 'Confirm' */
  submitLabel?: string | undefined
  isDangerous?: boolean
  isSubmitDisabled?: boolean
  /** Which field is at fault when the server names none. */
  fieldOf?: Partial<Record<SmsErrorCode, string>>
  /** Below an error: another way to send the form, for which the browser checks it as for `onSubmit`. */
  errorAction?: (error: SmsClientError, send: (how: Sending) => void) => ReactNode
  /** Beside the buttons. */
  aside?: ReactNode
}

/**
 * What was wrong with a field is forgotten as soon as something else is typed. Left to the end of the edit, the line with
 * the error would vanish under the press that ends it, and the button would move away from the pointer.
 */
const forgiveAtOnce = ({ target }: FormEvent<HTMLFormElement>) => {
  if (target instanceof HTMLElement && target.getAttribute('aria-invalid') === 'true')
    target.dispatchEvent(new Event('change', { bubbles: true }))
}

/** What the server found wrong, by the names of fields: for those that are not React Aria's. */
export const RefusedFields = createContext<Record<string, string>>({})

/** Does something for the form that it is in, and lets the form say what went wrong. */
const Attempt = createContext<(what: () => Promise<unknown>) => Promise<void>>((what) => what().then(() => {}))

/** A step before the form is sent: when the server refuses, its fields say so as they do when it is sent. */
export const FormStep = ({
  onStep,
  ...button
}: Omit<ButtonProps, 'type' | 'onPress' | 'isPending'> & { onStep: () => Promise<unknown> }) => {
  const attempt = useContext(Attempt)
  const [isPending, setPending] = useState(false)
  const press = async () => {
    setPending(true)
    await attempt(onStep)
    setPending(false)
  }
  return <Button {...button} isPending={isPending} onPress={press} />
}

/** The browser's checks are asked for by us, once what the server said is out of the way. */
const OWN_CHECKS = { noValidate: true, onInput: forgiveAtOnce } as object

const isFilledIn = (form: HTMLFormElement, onForget: () => void) => {
  // What the server found wrong must not stand in the way: it may be right by now without any change here.
  flushSync(onForget)
  return form.checkValidity()
}

/** A form whose fields say what the server found wrong with them, until it is corrected or sent again. */
export const Form = ({
  formRef,
  slotName,
  refused,
  onForget,
  onSubmit,
  children,
  id,
}: {
  formRef: RefObject<HTMLFormElement | null>
  slotName: string
  /** Words by the names of fields. The same object as long as it is the same refusal. */
  refused: Record<string, string>
  /** Forgets the refusal. */
  onForget: () => void
  /** The browser has nothing against what is in the fields. */
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  children: ReactNode
  id?: string
}) => (
  <aria.Form
    ref={formRef}
    {...(id === undefined ? {} : { id })}
    className="sms-form"
    data-slot={slotName}
    validationErrors={refused}
    {...OWN_CHECKS}
    onSubmit={(event) => {
      event.preventDefault()
      // A form within a form of the host's must not send that one.
      event.stopPropagation()
      if (isFilledIn(event.currentTarget, onForget)) onSubmit(event)
    }}
  >
    <RefusedFields.Provider value={refused}>{children}</RefusedFields.Provider>
  </aria.Form>
)

/**
 * A form in a window. Fields keep their own values, so that nothing typed is lost when the server refuses, the session
 * has ended or the network is gone: correct what is named and confirm again.
 */
export const FormDialog = ({
  onSubmit,
  submitLabel,
  isDangerous,
  isSubmitDisabled,
  fieldOf,
  errorAction,
  aside,
  children,
  onClose,
  ...dialog
}: FormDialogProps) => {
  const words = useWords(elementWords)
  const text = useErrorText()
  const id = useId()
  const notify = useNotify()
  const form = useRef<HTMLFormElement>(null)
  const isGone = useRef(false)
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()

  const said = error === undefined ? undefined : text(error)
  const named =
    said?.field ?? (error instanceof SmsClientError && error.code !== 'SMS_NETWORK' ? fieldOf?.[error.code] : undefined)
  // A field that this form does not have cannot show what is wrong with it.
  const field = named && form.current?.elements.namedItem(named) ? named : undefined

  // A new object would count as a new refusal, and bring back what the person has just corrected.
  const message = field === undefined ? undefined : said?.message
  const refused = useMemo(() => (field && message ? { [field]: message } : {}), [field, message])

  useEffect(() => {
    if (error === undefined) return
    const control = field ? form.current?.elements.namedItem(field) : null
    if (control instanceof HTMLElement) control.focus()
  }, [error, field])

  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])

  const forget = () => setError(undefined)
  const attempt = async (what: () => Promise<unknown>) => {
    forget()
    try {
      await what()
    } catch (caught) {
      if (isGone.current) notify({ tone: 'danger', text: `${dialog.title} – ${text(caught).message}` })
      else setError(caught)
    }
  }

  const sentFrom: SentFrom = {
    isClosed: () => isGone.current,
    close: (goOn) => {
      if (isGone.current) return
      onClose()
      goOn?.()
    },
  }
  const send = async (how: Sending) => {
    if (isPending || !form.current) return
    const filled = new FormData(form.current)
    setPending(true)
    await attempt(() => how(filled, sentFrom))
    setPending(false)
  }
  const sendAnyway = (how: Sending) => {
    if (form.current && isFilledIn(form.current, forget)) send(how)
  }

  return (
    <Dialog
      {...dialog}
      onClose={onClose}
      footer={
        <>
          {aside && <div className="sms-dialog-aside">{aside}</div>}
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button
            type="submit"
            form={id}
            look={isDangerous ? 'danger' : 'primary'}
            isPending={isPending}
            isDisabled={isSubmitDisabled ?? false}
          >
            {submitLabel ?? words.confirm}
          </Button>
        </>
      }
    >
      <Form formRef={form} id={id} slotName="form" refused={refused} onForget={forget} onSubmit={() => send(onSubmit)}>
        {error !== undefined && (!field || (said?.details.length ?? 0) > 0) && (
          <ErrorBanner error={error} isBrief={Boolean(field)}>
            {error instanceof SmsClientError && errorAction?.(error, sendAnyway)}
          </ErrorBanner>
        )}
        <Attempt.Provider value={attempt}>{children}</Attempt.Provider>
      </Form>
    </Dialog>
  )
}

/** The text of a field without spaces around it; undefined when it is empty. */
export const textOf = (form: FormData, name: string): string | undefined => {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
