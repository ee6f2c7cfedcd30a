'use client'

/** CodeMirror in React: GraphQL with the schema's completions and complaints, or JSON. Its styles carry the nonce of the page. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { linter, lintKeymap } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { graphql, updateSchema } from 'cm6-graphql'
import { getNonce } from 'get-nonce'
import type { GraphQLSchema } from 'graphql'
import { useEffect, useRef } from 'react'
import { look } from './look'

interface Props {
  label: string
  language: 'graphql' | 'json'
  value: string
  /** Without it the text can be read and copied only. */
  onChange?: (value: string) => void
  /** Ctrl or Cmd with Enter. */
  onRun?: () => void
  schema?: GraphQLSchema
  className?: string
}

/** An empty text is no JSON, and nothing to complain of either. */
const complainOfJson = linter((view) => (view.state.doc.length === 0 ? [] : jsonParseLinter()(view)))

export function Editor({ label, language, value, onChange, onRun, schema, className }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  // What the editor calls is what was rendered last.
  const acts = useRef({ onChange, onRun })
  useEffect(() => {
    acts.current = { onChange, onRun }
  })
  const isReadOnly = onChange === undefined

  useEffect(() => {
    const writing = new Compartment()
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        extensions: [
          EditorView.cspNonce.of(getNonce() ?? ''),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          look,
          lineNumbers(),
          foldGutter(),
          bracketMatching(),
          language === 'graphql' ? graphql() : json(),
          EditorView.lineWrapping,
          keymap.of([...foldKeymap, ...defaultKeymap]),
          writing.of(
            isReadOnly
              ? [EditorState.readOnly.of(true)]
              : [
                  Prec.highest(
                    keymap.of([
                      { key: 'Mod-Enter', run: () => (acts.current.onRun?.(), acts.current.onRun !== undefined) },
                    ]),
                  ),
                  history(),
                  indentOnInput(),
                  closeBrackets(),
                  autocompletion(),
                  highlightActiveLine(),
                  language === 'json' ? complainOfJson : [],
                  keymap.of([...closeBracketsKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
                  EditorView.updateListener.of(({ docChanged, state }) => {
                    if (docChanged) acts.current.onChange?.(state.doc.toString())
                  }),
                ],
          ),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [label, language, isReadOnly])

  useEffect(() => {
    const { current } = view
    if (!current || current.state.doc.toString() === value) return
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } })
  }, [value, label, language, isReadOnly])

  useEffect(() => {
    if (view.current && schema) updateSchema(view.current, schema)
  }, [schema, label, language, isReadOnly])

  return <div ref={place} className={className} />
}
