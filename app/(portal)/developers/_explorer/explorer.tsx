'use client'

/** Question, variables, answer; the schema beside it. Everything it needs comes from this bureau. */
import { buildSchema, Kind, parse, print, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import Link from 'next/link'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Editor } from './editor'
import { examples, variablesText } from './examples'
import { keepPast, readPast, titleOf, type Past } from './past'
import { SchemaDocs } from './schema-docs'
import { ask, watch, type Question } from './send'

interface Outcome {
  text: string
  /** Status, time and request id, in a line. */
  says: string
  problem?: string
  isSignedOut?: boolean
}

/** Of a stream the newest events stand on top; older ones are let go. */
const mostEvents = 50

export function Explorer() {
  const [query, setQuery] = useState(examples[0]!.query)
  const [variables, setVariables] = useState('')
  const [operation, setOperation] = useState('')
  const [outcome, setOutcome] = useState<Outcome>()
  const [past, setPast] = useState<Past[]>(readPast)
  const [isRunning, setRunning] = useState(false)
  const stop = useRef<() => void>(undefined)
  const { schema, problem: schemaProblem } = useSchema()
  const operations = useMemo(() => operationsOf(query), [query])
  useEffect(() => () => stop.current?.(), [])

  const chosen = operations.find(({ name }) => name?.value === operation) ?? operations[0]

  function run() {
    stop.current?.()
    const read = readVariables(variables)
    if ('problem' in read) return setOutcome({ text: '', says: '', problem: read.problem })
    setPast(keepPast(past, { query, variables }))
    const question: Question = { query, operationName: chosen?.name?.value, variables: read.variables }
    setRunning(true)
    if (chosen?.operation === 'subscription') return follow(question)
    void answer(question)
  }

  async function answer(question: Question) {
    const abort = new AbortController()
    stop.current = () => abort.abort()
    try {
      const { status, tookMs, requestId, text, errors } = await ask(question, abort.signal)
      const told = errors === 0 ? '' : errors === 1 ? ', with an error' : `, with ${errors} errors`
      const says = `${status} in ${tookMs} ms${told}${requestId ? `, request ${requestId}` : ''}`
      setOutcome({ text, says, isSignedOut: status === 401 })
    } catch (error) {
      if (abort.signal.aborted) return
      setOutcome({ text: '', says: '', problem: (error as Error).message })
    }
    setRunning(false)
  }

  function follow(question: Question) {
    let events: string[] = []
    let count = 0
    let isHalted = false
    setOutcome({ text: '', says: 'Watching; nothing has happened yet.' })
    const end = watch(
      question,
      (event) => {
        events = [event, ...events].slice(0, mostEvents)
        count++
        setOutcome({
          text: events.join('\n'),
          says: `Watching: ${count === 1 ? 'one event' : `${count} events`} so far, the newest on top.`,
        })
      },
      (problem) => {
        if (isHalted) return
        setRunning(false)
        setOutcome({
          text: events.join('\n'),
          says: `The stream has ended after ${count === 1 ? 'one event' : `${count} events`}.`,
          problem: problem ?? undefined,
        })
      },
    )
    stop.current = () => {
      isHalted = true
      end()
    }
  }

  function halt() {
    stop.current?.()
    stop.current = undefined
    setRunning(false)
    setOutcome((before) => before && { ...before, says: 'Stopped.' })
  }

  const load = (next: Past) => {
    setQuery(next.query)
    setVariables(next.variables)
  }
  return (
    <>
      {schemaProblem && (
        <Notice tone="bad" role="alert">
          {schemaProblem}
        </Notice>
      )}
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-full sm:w-60">
          <Select
            label="Examples"
            value=""
            onChange={({ target }) => {
              const example = examples[Number(target.value)]!
              load({ query: example.query, variables: variablesText(example) })
            }}
          >
            <option value="" disabled>
              Take one
            </option>
            {examples.map(({ name }, at) => (
              <option key={name} value={at}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <div className="w-full sm:w-60">
          <Select
            label="Asked before"
            value=""
            disabled={past.length === 0}
            onChange={({ target }) => load(past[Number(target.value)]!)}
          >
            <option value="" disabled>
              {past.length === 0 ? 'Nothing in this tab yet' : `${past.length} in this tab`}
            </option>
            {past.map((one, at) => (
              <option key={at} value={at}>
                {titleOf(one)}
              </option>
            ))}
          </Select>
        </div>
        {operations.length > 1 && (
          <div className="w-full sm:w-48">
            <Select label="Operation" value={chosen?.name?.value} onChange={({ target }) => setOperation(target.value)}>
              {operations.map(({ name }) => (
                <option key={name?.value}>{name?.value}</option>
              ))}
            </Select>
          </div>
        )}
        <div className="flex flex-wrap gap-3">
          {isRunning ? (
            <Button onClick={halt}>Stop</Button>
          ) : (
            <Button onClick={run} aria-keyshortcuts="Control+Enter" title="Ctrl Enter, in an editor">
              Run
            </Button>
          )}
          <Button look="quiet" onClick={() => setQuery(tidied(query))}>
            Tidy
          </Button>
        </div>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <Titled title="Question">
            <Editor
              label="Question"
              language="graphql"
              value={query}
              onChange={setQuery}
              onRun={run}
              schema={schema}
              className="h-80"
            />
          </Titled>
          <Titled title="Variables, as JSON">
            <Editor
              label="Variables, as JSON"
              language="json"
              value={variables}
              onChange={setVariables}
              onRun={run}
              className="h-32"
            />
          </Titled>
        </div>
        <div className="min-w-0 space-y-4">
          <Titled title="Answer">
            <Editor label="Answer" language="json" value={outcome?.text ?? ''} className="h-[30rem]" />
          </Titled>
        </div>
      </div>
      <p role="status" className="text-small wrap-anywhere text-ink-soft">
        {isRunning && !outcome?.says
          ? 'Asking…'
          : (outcome?.says ?? 'Run asks the question; so does Ctrl Enter in an editor.')}
      </p>
      {outcome?.problem && (
        <Notice tone="bad" role="alert">
          {outcome.problem}
        </Notice>
      )}
      {outcome?.isSignedOut && (
        <Notice tone="wait" role="alert">
          Your session has ended.{' '}
          <Link href="/?to=/developers/explorer" className="underline">
            Sign in again
          </Link>
          .
        </Notice>
      )}
      <Card title="Schema">
        {schema ? <SchemaDocs schema={schema} /> : !schemaProblem && <p role="status">The schema is being loaded…</p>}
      </Card>
    </>
  )
}

function Titled({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      {/* The editor itself is named for screen readers. */}
      <p aria-hidden className="mb-1 text-small font-medium">
        {title}
      </p>
      <div className="overflow-hidden rounded-control border border-line">{children}</div>
    </div>
  )
}

function useSchema(): { schema?: GraphQLSchema; problem?: string } {
  const [read, setRead] = useState<{ schema?: GraphQLSchema; problem?: string }>({})
  useEffect(() => {
    const abort = new AbortController()
    fetch('/developers/schema', { signal: abort.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(`${response.status}`)
        setRead({ schema: buildSchema(await response.text()) })
      })
      .catch(() => {
        if (abort.signal.aborted) return
        setRead({
          problem:
            'The schema could not be loaded: nothing is completed or checked while you write. Load the page again.',
        })
      })
    return () => abort.abort()
  }, [])
  return read
}

/** None of a text that cannot be read yet: the bureau says what is wrong with it. */
function operationsOf(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
  } catch {
    return []
  }
}

function tidied(query: string): string {
  try {
    return print(parse(query))
  } catch {
    // It is left as it is; the editor has marked what is wrong.
    return query
  }
}

function readVariables(text: string): { variables?: Record<string, unknown> } | { problem: string } {
  if (text.trim() === '') return {}
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return { variables: read as Record<string, unknown> }
  } catch {
    // Told below.
  }
  return { problem: 'The variables are no JSON object, such as { "first": 10 }.' }
}
