import { type ComponentProps, useEffect, useRef, useState } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'

/**
 * A box that scrolls when what is in it does not fit. Then it takes the focus, unless something in it does: not every
 * browser lets people move it by keyboard otherwise.
 */
export const ScrollBox = ({ label, ...props }: ComponentProps<'div'> & { label: string }) => {
  const box = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  const [needsFocus, setNeedsFocus] = useState(false)

  // After every drawing: what is in it may have changed without any change of its size.
  useEffect(() => {
    const it = box.current
    if (!it) return
    const look = () => {
      const overflows = it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight
      setScrolls(overflows)
      setNeedsFocus(overflows && it.querySelector(FOCUSABLE) === null)
    }
    look()
    // Tests of hosts often run where there is none.
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(look)
    for (const one of [it, ...it.children]) observer.observe(one)
    return () => observer.disconnect()
  })

  return (
    <div
      {...props}
      ref={box}
      data-scrolls={scrolls ? '' : undefined}
      {...(needsFocus ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    />
  )
}
