/** One operation: closed it is a line of a list, open it tells everything. */
import clsx from 'clsx'
import { Commands } from '@/app/_components/commands'
import type { Described, Schema } from './document'
import { curlOf, type Caller } from './examples'
import { SchemaView } from './schema-view'

const tones: Record<string, string> = {
  GET: 'text-good',
  DELETE: 'text-bad',
}

export function OperationCard({ operation, caller }: { operation: Described; caller: Caller }) {
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses } = operation
  const answers = Object.entries(responses)
  return (
    <details className="rounded-card border border-line bg-surface">
      <summary className="cursor-pointer px-4 py-3 sm:px-6">
        <span className="inline-flex max-w-[calc(100%-2rem)] flex-wrap items-baseline gap-x-3 align-top">
          <code className={clsx('font-mono text-small font-medium', tones[method] ?? 'text-door')}>{method}</code>
          <code className="font-mono text-small wrap-anywhere">{path}</code>
          <span className="w-full">{summary}</span>
        </span>
      </summary>
      {/* A link to what is inside opens it. */}
      <div id={operationId} className="scroll-mt-20 space-y-6 border-t border-line px-4 py-4 sm:px-6">
        {description && <p className="text-ink-soft">{description}</p>}
        {parameters.length > 0 && (
          <Part title="Parameters">
            <ul className="space-y-2">
              {parameters.map(({ name, in: place, required, description: says, schema }) => (
                <li key={`${place} ${name}`} className="min-w-0">
                  <code className="font-mono text-small font-medium wrap-anywhere">{name}</code>{' '}
                  <span className="text-small text-ink-soft">
                    in the {place}
                    {!required && ', optional'}
                  </span>
                  {says && <p className="text-small">{says}</p>}
                  <SchemaView schema={schema} />
                </li>
              ))}
            </ul>
          </Part>
        )}
        {requestBody && (
          <Part title="Body">
            <p className="text-small text-ink-soft">{Object.keys(requestBody.content).join(', ')}</p>
            <SchemaView schema={firstSchema(requestBody.content)} />
          </Part>
        )}
        <Part title="Answers">
          <ul className="space-y-4">
            {answers
              .filter(([status]) => Number(status) < 400)
              .map(([status, { description: says, content }]) => (
                <li key={status} className="space-y-2">
                  <p>
                    <strong className="font-medium">{status}</strong> {says}
                  </p>
                  {content && <SchemaView schema={firstSchema(content)} />}
                </li>
              ))}
          </ul>
          <dl className="grid gap-x-4 gap-y-1 text-small sm:grid-cols-[3rem_1fr]">
            {answers
              .filter(([status]) => Number(status) >= 400)
              .map(([status, { description: says }]) => (
                <div key={status} className="contents">
                  <dt className="font-medium">{status}</dt>
                  <dd className="font-mono wrap-anywhere text-ink-soft">{says}</dd>
                </div>
              ))}
          </dl>
        </Part>
        <Part title="With curl">
          <Commands label={`${method} ${path} with curl`}>{curlOf(operation, caller)}</Commands>
        </Part>
      </div>
    </details>
  )
}

const firstSchema = (content: Record<string, { schema?: Schema }>): Schema => Object.values(content)[0]?.schema ?? {}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="space-y-3">
      <h4 className="font-medium">{title}</h4>
      {children}
    </div>
  )
}
