import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { VerificationCodeInput } from '../code-input/index.ts'
import { useSmsSettings } from '../context.ts'
import { useWords } from '../words/use-words.ts'
import { ActionButton } from './action-button.tsx'
import { clockText, useSecondsUntil } from './countdown.ts'
import { MaskedNumber } from './masked-number.tsx'
import type { Verification } from './use-verification.ts'
import { refusalText, verificationWords } from './words.ts'

export type CodeStepProps = {
  verification: Verification
  input: RefObject<HTMLInputElement | null>
  /** Asks the browser for the code of the SMS. */
  webOtp: boolean
}

/** Asks for the code that was sent. */
export const CodeStep = ({ verification, input, webOtp }: CodeStepProps) => {
  const { locale } = useSmsSettings()
  const words = useWords(verificationWords)
  const [code, setCode] = useState('')
  const [own, setOwn] = useState<string>()
  const { sent, problem, isUncertain, isResending } = verification
  const resendIn = useSecondsUntil(sent?.resendAt)
  const expiresIn = useSecondsUntil(sent?.expiresAt)
  const isChecking = verification.step === 'checking'

  const wrong = problem?.of === 'check' && problem.refusal.code === 'SMS_CODE_INCORRECT' ? problem : undefined
  useEffect(() => {
    // A wrong code goes; one that could not be checked stays.
    if (!wrong) return
    setCode('')
    input.current?.focus()
  }, [wrong, input])

  if (!sent) return null
  const check = (typed: string) => {
    if (isChecking) return
    const isKnownWrong = verification.isKnownWrong(typed)
    // Of a code whose SMS may not have been sent, the server has not said how long it is.
    const isShort = typed.length < (sent.expiresAt === null ? 1 : sent.codeLength)
    // What the server has just said is worth more than that nothing has been typed since.
    if (typed !== '' || !problem)
      setOwn(isKnownWrong ? words.knownWrong : isShort ? words.incomplete(sent.codeLength) : undefined)
    if (isKnownWrong) setCode('')
    if (isKnownWrong || isShort) return input.current?.focus()
    verification.check(typed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    // A form of the host's around us must not be sent by it.
    event.preventDefault()
    check(code)
  }
  const refused = problem && refusalText(words, problem.refusal, problem.refusal.retryAfter ?? 0)
  const codeError = own ?? (problem?.of === 'check' ? (refused ?? undefined) : undefined)

  return (
    <>
      <p className="sms-verification-lead" data-slot="sent-to">
        <span>
          {words.sentTo} <MaskedNumber phone={sent.phone} />
        </span>
        <ActionButton slotName="change" look="link" onPress={verification.change}>
          {words.change}
        </ActionButton>
      </p>
      {isUncertain && (
        <p className="sms-verification-note" data-slot="uncertain">
          {words.uncertain}
        </p>
      )}
      {/* No name: neither a form of the host's nor its address ever holds it. */}
      <div className="sms-verification-code" data-slot="code">
        <VerificationCodeInput
          ref={input}
          length={sent.codeLength}
          value={code}
          onChange={(typed) => {
            setCode(typed)
            if (typed !== '') setOwn(undefined)
          }}
          onComplete={check}
          onKeyDown={onKeyDown}
          enterKeyHint="done"
          label={words.code}
          locale={locale}
          error={codeError}
          readOnly={isChecking}
          webOtp={webOtp}
        />
      </div>
      <ActionButton slotName="check" look="primary" onPress={() => check(code)} isPending={isChecking}>
        {words.check}
      </ActionButton>
      <div role="alert" className="sms-verification-error" data-slot="error">
        {problem?.of === 'resend' ? refused : undefined}
      </div>
      <div className="sms-verification-foot" data-slot="foot">
        <ActionButton
          slotName="resend"
          look="link"
          onPress={verification.resend}
          isPending={isResending}
          isOff={resendIn > 0 || isChecking}
        >
          {resendIn > 0 ? words.resendIn(clockText(resendIn)) : words.resend}
        </ActionButton>
        {expiresIn > 0 && (
          <span className="sms-verification-expiry" data-slot="expiry" role="timer">
            {words.expiresIn(clockText(expiresIn))}
          </span>
        )}
      </div>
    </>
  )
}
