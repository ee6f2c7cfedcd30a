'use client'

/** Each limit says what it means at the door. */
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { AccessSettingsFragment } from '@/app/_graph/documents'
import type { TenantChange } from '@/domain/tenants'
import { useSaved } from '../_parts/use-undo'
import { saveAccess, type AccessSettingsForm } from './actions'

export function AccessForm({ settings, mayChange }: { settings: AccessSettingsFragment; mayChange: boolean }) {
  const saved = useSaved()
  const form = useActionForm<AccessSettingsForm, TenantChange['before']>({
    defaultValues: formOf(settings),
    action: saveAccess,
    onDone: (before) => {
      form.reset(form.getValues())
      saved(before)
    },
  })
  const field = (name: keyof AccessSettingsForm) => ({
    ...form.field(name),
    inputMode: 'numeric' as const,
    disabled: !mayChange,
  })
  return (
    <form onSubmit={form.submit} noValidate className="space-y-6">
      {!mayChange && <Notice tone="wait">Only an owner changes these; you see how they stand.</Notice>}
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="Terminals">
          <Field
            label="Without a connection, members are let in for, in hours"
            hint="1 to 8760. After that a terminal refuses members until it reaches the bureau again. A stolen terminal can be used for as long."
            {...field('terminalStalenessHours')}
          />
          <Field
            label="A revocation is overdue after, in minutes"
            hint="1 to 10,080. If a terminal has not said by then that it let go of somebody, an alarm is raised."
            {...field('revocationAlarmMinutes')}
          />
          <Field
            label="Movements asked for before a face opens"
            hint="0 to 2, at terminals in a browser. 0: whoever holds up a picture is taken for the person on it. 1 is a turn of the head, and takes about five seconds. Videos made for it and masks still pass. The reference terminal cannot ask, and lets nobody in then."
            {...field('doorMovements')}
          />
        </Card>
        <Card title="Events">
          <Field
            label="Longest event, in days"
            hint="1 to 3650. Longer ones are refused: mostly somebody mistyped a year."
            {...field('eventLongestDays')}
          />
          <Field
            label="Terminals keep an event’s faces after its end for, in hours"
            hint="0 to 87,600; nobody is let in by them. Empty: until somebody deletes the event. An event may say something else."
            {...field('eventRetentionHours')}
          />
        </Card>
        <Card title="QR credentials">
          <Field
            label="Good for, in days"
            hint="1 to 365. They end sooner where everything that they open does. Those that were issued keep their end."
            {...field('qrCredentialDays')}
          />
        </Card>
        <Card title="Access log">
          <Field
            label="Kept for, in days"
            hint="1 to 3650. Who came in where and when; older lines are deleted every day."
            {...field('accessLogDays')}
          />
        </Card>
      </div>
      {mayChange && (
        <div className="flex justify-end gap-3">
          <Button look="quiet" disabled={!form.formState.isDirty} onClick={() => form.reset(formOf(settings))}>
            Take back
          </Button>
          <Button type="submit" disabled={form.isSending || !form.formState.isDirty}>
            Save
          </Button>
        </div>
      )}
    </form>
  )
}

const formOf = (settings: AccessSettingsFragment): AccessSettingsForm => ({
  terminalStalenessHours: String(settings.terminalStalenessHours),
  revocationAlarmMinutes: String(settings.revocationAlarmMinutes),
  doorMovements: String(settings.doorMovements),
  qrCredentialDays: String(settings.qrCredentialDays),
  eventLongestDays: String(settings.eventLongestDays),
  eventRetentionHours: settings.eventRetentionHours === null ? '' : String(settings.eventRetentionHours),
  accessLogDays: String(settings.accessLogDays),
})
