import * as Radix from '@radix-ui/react-dialog'
import { Drawer, Modal } from 'antd'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Panel } from '../embedding/panel.tsx'

/** As Radix's own guide has it: an overlay, and the content in the middle by a transformation. */
const InRadix = ({ isModal }: { isModal: boolean }) => (
  <Radix.Root modal={isModal}>
    <Radix.Trigger>Open the host’s dialog</Radix.Trigger>
    <Radix.Portal>
      <Radix.Overlay style={{ position: 'fixed', inset: 0, background: '#0008', zIndex: 50 }} />
      <Radix.Content
        aria-describedby={undefined}
        style={{
          position: 'fixed',
          insetBlockStart: '50%',
          insetInlineStart: '50%',
          transform: 'translate(-50%, -50%)',
          inlineSize: '50rem',
          maxBlockSize: '24rem',
          overflow: 'auto',
          background: 'Canvas',
          zIndex: 50,
        }}
      >
        <Radix.Title>Host</Radix.Title>
        <Panel />
        <Radix.Close>Close the host’s dialog</Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)

const InAntd = ({ isDrawer }: { isDrawer: boolean }) => {
  const [isOpen, setOpen] = useState(false)
  const given = { title: 'Host', open: isOpen }
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open the host’s dialog
      </button>
      {isDrawer ? (
        <Drawer {...given} size={800} onClose={() => setOpen(false)}>
          <Panel />
        </Drawer>
      ) : (
        <Modal {...given} width="50rem" onCancel={() => setOpen(false)} footer={null}>
          <Panel />
        </Modal>
      )}
    </>
  )
}

const HOSTS = {
  radix: <InRadix isModal />,
  'radix-open': <InRadix isModal={false} />,
  antd: <InAntd isDrawer={false} />,
  'antd-drawer': <InAntd isDrawer />,
}

const root = document.getElementById('root')
const name = new URLSearchParams(location.search).get('in') as keyof typeof HOSTS
if (root) createRoot(root).render(<StrictMode>{HOSTS[name]}</StrictMode>)
