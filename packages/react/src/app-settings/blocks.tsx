import type { SmsPrefixBlock } from '@sms-settings/api'
import { useState } from 'react'
import { usePermission } from '../context.ts'
import { Badge, Button, Failure, FormDialog, Skeleton, Table, useNotify } from '../elements/index.ts'
import { useSmsList, useSmsMutation } from '../queries/queries.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { PrefixName } from './prefix-name.tsx'
import { appWords } from './words.ts'

/** Number prefixes that get no codes of an App for a while, and those that were so of late. */
export const Blocks = ({ appId }: { appId: string }) => {
  const words = useWords(appWords)
  const { ago, minute, number } = useFormat()
  const mayWrite = usePermission('settings:write')
  const blocks = useSmsList('listBlocks', { params: { appId }, query: {} })
  const [lifting, setLifting] = useState<SmsPrefixBlock | null>(null)

  const state = ({ standing, mode, endsAt, liftedAt }: SmsPrefixBlock) =>
    standing ? (
      <div>
        <Badge tone={mode === 'block' ? 'danger' : 'warning'}>{words.blockModes[mode]}</Badge>
        <time className="sms-cell-note" dateTime={endsAt} title={minute(endsAt)}>
          {words.blockEnds(ago(endsAt))}
        </time>
      </div>
    ) : (
      <div>
        <Badge>{liftedAt === null ? words.blockEnded : words.blockLifted}</Badge>
        <time className="sms-cell-note" dateTime={endsAt} title={minute(endsAt)}>
          {ago(endsAt)}
        </time>
      </div>
    )

  return (
    <section className="sms-section" data-slot="blocks">
      <h2 className="sms-section-title">{words.blocks}</h2>
      <p className="sms-section-text">{words.blocksText}</p>
      {blocks.items === undefined ? (
        blocks.error ? (
          <Failure error={blocks.error} onRetry={() => blocks.refetch()} />
        ) : (
          <Skeleton lines={3} />
        )
      ) : (
        <Table
          label={words.blocks}
          items={blocks.items}
          idOf={(it) => it.id}
          more={blocks}
          empty={<p className="sms-section-text">{words.noBlocks}</p>}
          columns={[
            {
              id: 'prefix',
              label: words.prefix,
              isRowHeader: true,
              cell: (it) => <PrefixName prefix={it.prefix} country={it.country} />,
            },
            { id: 'asked', label: words.asked, isNumber: true, cell: (it) => number(it.started) },
            { id: 'used', label: words.used, isNumber: true, cell: (it) => number(it.approved) },
            {
              id: 'began',
              label: words.began,
              cell: (it) => (
                <time dateTime={it.beganAt} title={minute(it.beganAt)}>
                  {ago(it.beganAt)}
                </time>
              ),
            },
            { id: 'state', label: words.state, cell: state },
            ...(mayWrite
              ? [
                  {
                    id: 'action',
                    label: words.action,
                    isAction: true,
                    cell: (it: SmsPrefixBlock) =>
                      it.standing && (
                        <span className="sms-actions">
                          <Button look="link" aria-label={words.liftOf(it.prefix)} onPress={() => setLifting(it)}>
                            {words.lift}
                          </Button>
                        </span>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {lifting && <LiftDialog appId={appId} block={lifting} onClose={() => setLifting(null)} />}
    </section>
  )
}

const LiftDialog = ({ appId, block, onClose }: { appId: string; block: SmsPrefixBlock; onClose: () => void }) => {
  const words = useWords(appWords)
  const notify = useNotify()
  const lift = useSmsMutation('liftBlock')
  return (
    <FormDialog
      title={words.liftTitle(block.prefix)}
      submitLabel={words.lift}
      onClose={onClose}
      onSubmit={async (_form, { close }) => {
        await lift.mutateAsync({ params: { appId, id: block.id } })
        notify({ tone: 'success', text: words.lifted(block.prefix) })
        close()
      }}
    >
      <p className="sms-section-text">{block.mode === 'block' ? words.liftText : words.liftWatchedText}</p>
    </FormDialog>
  )
}
