import { useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Panel } from './panel.tsx'

const InNativeDialog = () => {
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Open the host’s dialog
      </button>
      <dialog ref={dialog} aria-label="Host" style={{ inlineSize: '50rem' }}>
        <Panel />
      </dialog>
    </>
  )
}

/** As libraries of components draw theirs: transformed, above the page by `z-index`, with the focus kept inside. */
const InTrappingDialog = () => {
  const [isOpen, setOpen] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open the host’s dialog
      </button>
      {isOpen && (
        <>
          <div style={{ position: 'fixed', inset: 0, background: '#0008', zIndex: 5000 }} />
          <div
            ref={content}
            role="dialog"
            aria-label="Host"
            aria-modal="true"
            onBlur={(event) => {
              const to = event.relatedTarget as Node | null
              if (to && !content.current?.contains(to)) (event.target as HTMLElement).focus()
            }}
            style={{
              position: 'fixed',
              insetBlockStart: '50%',
              insetInlineStart: '50%',
              transform: 'translate(-50%, -50%)',
              inlineSize: '40rem',
              blockSize: '22rem',
              overflow: 'hidden',
              background: 'Canvas',
              zIndex: 5001,
            }}
          >
            <Panel />
          </div>
        </>
      )}
    </>
  )
}

const params = new URLSearchParams(location.search)
const root = document.getElementById('root')
if (root && params.get('in') === 'shadow') {
  const shadow = root.attachShadow({ mode: 'open' })
  const sheet = document.createElement('link')
  sheet.rel = 'stylesheet'
  sheet.href = new URL('styles.css', location.href.replace(/\?.*/, '/')).href
  const place = document.createElement('div')
  shadow.append(sheet, place)
  createRoot(place).render(<Panel />)
} else if (root)
  createRoot(root).render(
    params.get('in') === 'native' ? <InNativeDialog /> : params.get('in') === 'trap' ? <InTrappingDialog /> : <Panel />,
  )
