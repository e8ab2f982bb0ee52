import { type KeyboardEvent, type RefObject, useCallback, useEffect, useReducer, useRef } from 'react'
import { useBeforePaint } from './before-paint.ts'
import { type CodeFormat, cleanCode, readCode } from './read-code.ts'
import { hasFocus, rangeOf, selectSlot, slotAt } from './selection.ts'

type Field = Required<CodeFormat> & {
  /** What the field has to hold; `undefined` leaves it to the field. */
  value: string | undefined
  /** What it was rendered with. */
  initial: string
  /** What the browser says of a code that is not whole. */
  incomplete: string
  onChange: ((code: string) => void) | undefined
  onComplete: ((code: string) => void) | undefined
}

/** Browsers place their own caret some time after a tap: for so many milliseconds the tapped slot is meant. */
const TAP = 500

/**
 * Makes a native input one for codes. The input keeps its own value and selection, as the browser edits them, and all is
 * done within the browser's own events: so keys that come with no delay between them find what the key before has left.
 */
export const useCodeField = (
  input: RefObject<HTMLInputElement | null>,
  slots: RefObject<HTMLElement | null>,
  wanted: Field,
) => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const [isHere, arrive] = useReducer(() => true, false)
  const field = useRef(wanted)
  /** What was told last: what comes after it is compared with it. */
  const told = useRef(wanted.initial)
  const isComposing = useRef(false)
  const isInserting = useRef(false)
  const tapped = useRef({ slot: 0, at: Number.NEGATIVE_INFINITY })

  useBeforePaint(() => {
    field.current = wanted
  })

  const judge = useCallback((it: HTMLInputElement) => {
    const { length, incomplete } = field.current
    it.setCustomValidity(it.value !== '' && it.value.length < length ? incomplete : '')
  }, [])

  const tell = useCallback(
    (it: HTMLInputElement, isAnew = false) => {
      const { length, onChange, onComplete } = field.current
      const code = it.value
      const isChanged = code !== told.current
      told.current = code
      judge(it)
      if (isChanged) onChange?.(code)
      if (code.length === length && (isChanged || isAnew)) onComplete?.(code)
      redraw()
    },
    [judge],
  )

  /** An edit is done: cleans what came in, goes to the next slot, and tells. */
  const commit = useCallback(
    (it: HTMLInputElement, inputType = '', isAnew = false) => {
      const { length } = field.current
      const raw = it.value
      let code = cleanCode(raw, field.current)
      if (code.length > length)
        // Filled in as a whole, it may be a sentence; typed into a full field, the digits behind give way.
        code = inputType === 'insertText' ? overtype(it, code, length) : readCode(raw, field.current)
      if (code !== raw) {
        const caret = cleanCode(raw.slice(0, rangeOf(it).start), field.current).length
        it.value = code
        // Safari gives the focus to whatever a selection is set in.
        if (hasFocus(it)) it.setSelectionRange(caret, caret)
      }
      if (hasFocus(it)) {
        const { start, end } = rangeOf(it)
        const back = inputType === 'deleteContentBackward' && start > 0 && start < code.length ? 1 : 0
        if (start === end) selectSlot(it, start - back, length)
      }
      tell(it, isAnew)
    },
    [tell],
  )

  useEffect(() => {
    const it = input.current
    if (!it) return

    /** Types a text as a person would: a whole code takes the place of all, less takes that of as many digits. */
    const insert = (text: string, isAnew: boolean) => {
      const { length } = field.current
      const code = readCode(text, field.current)
      if (code === '') return
      const { start, end } = rangeOf(it)
      const from = code.length === length ? 0 : Math.min(start, length - 1)
      const typed = code.slice(0, length - from)
      it.setSelectionRange(from, code.length === length ? it.value.length : Math.max(end, from + typed.length))
      isInserting.current = true
      // Deprecated, and the only way of typing that the browser's undo knows of.
      const isTyped = document.execCommand('insertText', false, typed)
      isInserting.current = false
      if (!isTyped) it.setRangeText(typed, rangeOf(it).start, rangeOf(it).end, 'end')
      commit(it, 'insertText', isAnew)
    }

    const beforeInput = (event: InputEvent) => {
      tapped.current.at = Number.NEGATIVE_INFINITY
      const { data } = event
      if (isInserting.current || event.isComposing || event.inputType !== 'insertText' || !data) return
      const { start, end } = rangeOf(it)
      const hasPlace = start !== end || (start === it.value.length && start < field.current.length)
      // A digit in its place is the browser's business; nothing else may come in, not even for undo to find.
      if (data.length === 1 && data === cleanCode(data, field.current) && hasPlace) return
      event.preventDefault()
      insert(data, false)
    }
    const onInput = (event: Event) => {
      if (isInserting.current) return
      if (!isComposing.current && !(event as InputEvent).isComposing) return commit(it, (event as InputEvent).inputType)
      // Keyboards of telephones compose whatever is typed, to the very end: what is fit for a code needs no end.
      if (it.value.length <= field.current.length && it.value === cleanCode(it.value, field.current)) tell(it)
      else redraw()
    }
    const startComposing = () => {
      isComposing.current = true
    }
    const endComposing = () => {
      isComposing.current = false
      commit(it, 'insertText')
    }
    const bringIn = (event: ClipboardEvent | DragEvent) => {
      if (it.readOnly || it.disabled) return
      event.preventDefault()
      it.focus()
      const text = 'dataTransfer' in event ? event.dataTransfer : event.clipboardData
      insert(text?.getData('text') ?? '', true)
    }
    const look = () => {
      if (!hasFocus(it) || isComposing.current) return
      const { length } = field.current
      const { start, end } = rangeOf(it)
      const isTapped = performance.now() - tapped.current.at < TAP
      // A caret between digits shows nobody what the next key does.
      if (start === end && it.value !== '' && (isTapped || start < it.value.length || start === length))
        selectSlot(it, isTapped ? tapped.current.slot : start, length)
      redraw()
    }
    const reset = (event: Event) => {
      // The event comes before the fields change. No person has entered this: it completes nothing.
      if (event.target === it.form)
        setTimeout(() => {
          const isChanged = it.value !== told.current
          told.current = it.value
          judge(it)
          if (isChanged) field.current.onChange?.(it.value)
          redraw()
        })
    }

    /** From where to where a mouse is dragged. */
    let pressed: { from: number; to: number } | undefined
    let isTouched = false
    const slotOf = ({ clientX }: MouseEvent) => (slots.current ? slotAt(slots.current, clientX) : 0)
    const press = (event: PointerEvent) => {
      isTouched = event.pointerType === 'touch'
      if (isTouched || event.button !== 0 || event.shiftKey) return
      const slot = slotOf(event)
      pressed = { from: slot, to: slot }
      // Dragged beyond the field, it is still what is selected in it that is meant.
      it.setPointerCapture(event.pointerId)
    }
    const pressDown = (event: MouseEvent) => {
      if (!pressed) return
      // The browser's letters are not our slots, and it would carry a selected digit away instead of selecting more.
      event.preventDefault()
      it.focus()
      // Clicked twice in impatience, it is still the digit that is meant; three times, all of them.
      if (event.detail > 2) it.select()
      else selectSlot(it, pressed.from, field.current.length)
      redraw()
    }
    const drag = (event: PointerEvent) => {
      const to = slotOf(event)
      if (!pressed || to === pressed.to) return
      pressed.to = to
      const { from } = pressed
      it.setSelectionRange(Math.min(from, to), Math.max(from, to) + 1, to < from ? 'backward' : 'forward')
      redraw()
    }
    const letGo = () => {
      pressed = undefined
    }
    const tap = (event: MouseEvent) => {
      // A click on the label comes here too, and is none on a slot.
      if (!isTouched) return
      isTouched = false
      tapped.current = { slot: slotOf(event), at: performance.now() }
      selectSlot(it, tapped.current.slot, field.current.length)
      redraw()
    }

    const listening = new AbortController()
    const { signal } = listening
    it.addEventListener('beforeinput', beforeInput, { signal })
    it.addEventListener('input', onInput, { signal })
    it.addEventListener('compositionstart', startComposing, { signal })
    it.addEventListener('compositionend', endComposing, { signal })
    it.addEventListener('paste', bringIn, { signal })
    it.addEventListener('drop', bringIn, { signal })
    it.addEventListener('pointerdown', press, { signal })
    it.addEventListener('mousedown', pressDown, { signal })
    it.addEventListener('pointermove', drag, { signal })
    it.addEventListener('lostpointercapture', letGo, { signal })
    it.addEventListener('click', tap, { signal })
    // A shadow root keeps both to itself.
    for (const root of new Set([document, it.getRootNode()])) {
      root.addEventListener('selectionchange', look, { signal })
      root.addEventListener('reset', reset, { signal })
    }
    // Filled in before this code came: by the browser, or by a person on a slow line.
    if (it.value !== told.current) commit(it)
    judge(it)
    arrive()
    return () => listening.abort()
  }, [input, slots, commit, judge, tell])

  // A value from above is laid over the field's own where they differ: not before what the field has got is told, as a
  // rendering may come in the middle of an edit.
  useBeforePaint(() => {
    const it = input.current
    if (!it || !isHere || isComposing.current || isInserting.current) return
    const { value, length } = field.current
    if (value !== undefined && it.value !== value) {
      it.value = value
      if (hasFocus(it)) selectSlot(it, value.length, length)
      redraw()
    }
    if (value !== undefined) told.current = value
    judge(it)
  })

  /** Takes in a whole code, as from an SMS. */
  const take = useCallback(
    (code: string) => {
      const it = input.current
      if (!it) return
      it.value = readCode(code, field.current)
      commit(it)
    },
    [input, commit],
  )

  const walk = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isComposing.current) return
    const it = event.currentTarget
    const { start, end } = rangeOf(it)
    const isOne = end - start <= 1
    const { key, shiftKey } = event
    if (shiftKey) {
      // A selected digit is where the selecting begins, to either side.
      if (isOne && /^Arrow(Left|Right)$/.test(key))
        it.setSelectionRange(start, end, key === 'ArrowLeft' ? 'backward' : 'forward')
      return
    }
    const places: Record<string, number> = {
      ArrowLeft: isOne ? start - 1 : start,
      ArrowRight: isOne ? start + 1 : end,
      ArrowUp: 0,
      Home: 0,
      ArrowDown: it.value.length,
      End: it.value.length,
    }
    const to = places[key]
    if (to === undefined) return
    event.preventDefault()
    tapped.current.at = Number.NEGATIVE_INFINITY
    selectSlot(it, to, wanted.length)
    redraw()
  }

  return { take, walk, redraw }
}

/** What was typed in the middle of a full field takes the place of what was behind it. */
const overtype = (it: HTMLInputElement, code: string, length: number): string => {
  const caret = Math.min(rangeOf(it).start, code.length)
  return (code.slice(0, caret) + code.slice(caret + code.length - length)).slice(0, length)
}
