/** What can be watched. How the events travel is the transport's business (server-sent events). */
import type { AccessEvent as AccessEventShape } from '@/domain/access-log'
import type { Dump as DumpShape } from '@/domain/dumps/dump'
import type { Terminal as TerminalShape } from '@/domain/terminals/read'
import { watchAccess, watchDump, watchTerminals } from '@/domain/watch'
import { AccessEvent, AccessEventFilter, accessFilterOf } from './access-event'
import { builder } from './builder'
import { Dump } from './dump'
import { rowId, rowIdOf } from './ids'
import { Terminal } from './terminal'

builder.subscriptionType({
  description: 'What may be watched, at `/api/graphql/stream`. Ends when the caller may no longer look.',
})

builder.subscriptionField('dumpProgress', (t) =>
  t.field({
    type: Dump,
    description: 'The dump at once, whenever something about it changes, and for the last time when it has ended.',
    args: { dumpId: t.arg.id({ required: true }) },
    subscribe: (_root, { dumpId }, context) => watchDump(context, { dumpId: rowId('Dump', dumpId) }),
    resolve: (dump: DumpShape) => dump,
  }),
)

builder.subscriptionField('terminalState', (t) =>
  t.field({
    type: Terminal,
    description: 'Each terminal once, and then each that changes.',
    args: { zoneId: t.arg.id({ description: 'A facility means its spaces as well.' }) },
    subscribe: (_root, { zoneId }, context) => watchTerminals(context, { zoneRow: rowIdOf('Zone', zoneId) }),
    resolve: (terminal: TerminalShape) => terminal,
  }),
)

builder.subscriptionField('accessEvents', (t) =>
  t.field({
    type: AccessEvent,
    description: 'What comes into the access log from now on.',
    args: { filter: t.arg({ type: AccessEventFilter }) },
    subscribe: (_root, { filter }, context) => watchAccess(context, accessFilterOf(filter)),
    resolve: (event: AccessEventShape) => event,
  }),
)
