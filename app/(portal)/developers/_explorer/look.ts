/** The editor in the roles of globals.css, so that light and dark follow the page. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--text-small)', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '3px solid var(--light)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, ui-monospace, monospace)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection': {
    backgroundColor: 'color-mix(in srgb, var(--door) 30%, transparent)',
  },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--code) 60%, transparent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--code)',
    outline: '1px solid var(--line)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '0.5rem',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--door)', color: 'var(--on-door)' },
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8' },
  '.cm-completionInfo': { maxWidth: '20rem', padding: '0.5rem 0.75rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--code)', border: '1px solid var(--line)', color: 'var(--ink-soft)' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword, tags.definitionOperator], color: 'var(--door)', fontWeight: '600' },
  { tag: [tags.propertyName, tags.attributeName], color: 'var(--ink)' },
  { tag: [tags.variableName, tags.special(tags.name)], color: 'var(--wait)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.integer, tags.float, tags.bool, tags.null, tags.atom], color: 'var(--bad)' },
  { tag: [tags.typeName, tags.className], color: 'var(--door-strong)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.bracket, tags.brace, tags.separator], color: 'var(--ink-soft)' },
])

export const look = [theme, syntaxHighlighting(colours)]
