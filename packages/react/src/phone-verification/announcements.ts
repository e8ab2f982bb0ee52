import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { secondsUntil } from './countdown.ts'
import { endingOf } from './masked-number.tsx'
import type { Verification } from './use-verification.ts'
import { verificationWords } from './words.ts'

/** Seconds before the end at which a code's expiry is said aloud. */
const SOON = 60

/**
 * What a screen reader is to say besides errors: that a code was sent, that a new one can be asked for, that the code is
 * about to expire. Moments, not seconds: a countdown read aloud drowns the digits that are being typed.
 */
export const useAnnouncement = ({ step, sent, sends }: Verification): string => {
  const words = useWords(verificationWords)
  const [text, setText] = useState('')
  const isCode = step === 'code' || step === 'checking'
  const phone = sent?.phone ?? ''
  const resendAt = sent?.resendAt ?? 0
  const expiresAt = sent?.expiresAt ?? 0
  const latest = useRef(words)
  latest.current = words

  useEffect(() => {
    if (!isCode) return setText('')
    setText(sends > 1 ? latest.current.sentAgainAloud : latest.current.sentAloud(endingOf(phone)))
  }, [isCode, sends, phone])
  useEffect(() => {
    if (step === 'checking') setText(latest.current.checkingAloud)
  }, [step])
  useEffect(() => {
    const wait = resendAt - Date.now()
    if (!isCode || wait <= 0) return
    const timer = setTimeout(() => setText(latest.current.resendAloud), wait)
    return () => clearTimeout(timer)
  }, [isCode, resendAt])
  useEffect(() => {
    if (!isCode || secondsUntil(expiresAt, Date.now()) <= SOON) return
    const timer = setTimeout(() => setText(latest.current.expiresAloud), expiresAt - SOON * 1000 - Date.now())
    return () => clearTimeout(timer)
  }, [isCode, expiresAt])
  return text
}
