import { createPrompt, isBackspaceKey, isEnterKey, isTabKey, makeTheme, useKeypress, usePrefix, useState } from '@inquirer/core';
import type { LineQuestion } from './questions.ts';

const theme = makeTheme({ prefix: { idle: '?', done: '?' } });
const { highlight, error: errorStyle, help } = theme.style;

interface LineState {
  text: string;
  /** What Enter takes while nothing is typed; backspace takes it away. */
  usual: string;
  isRefused: boolean;
}

/** One line of text with, below it on every key, what it leads to or why it is no answer yet. */
export const liveInput = createPrompt<string, LineQuestion>((question, done) => {
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [state, setState] = useState<LineState>({ text: '', usual: question.default ?? '', isRefused: false });
  const prefix = usePrefix({ status, theme });
  const answer = answerOf(state);

  useKeypress((key, line) => {
    if (status === 'done') return;
    if (isEnterKey(key)) {
      if (question.problemOf(answer) === undefined) {
        setState({ ...state, text: answer });
        setStatus('done');
        done(answer);
        return;
      }
      setState({ ...state, isRefused: true });
      // readline has emptied its line; the text is to be mended, not typed again.
      line.write(state.text);
    } else if (isTabKey(key) && state.text === '') {
      line.clearLine(0);
      line.write(state.usual);
      setState({ ...state, text: state.usual });
    } else {
      const usual = isBackspaceKey(key) && state.text === '' ? '' : state.usual;
      setState({ text: line.line, usual, isRefused: false });
    }
  });

  const head = `${prefix} ${question.label}`;
  const outcome = outcomeOf(question, answer);
  if (status === 'done') return `${head} ${highlight(answer)}${outcome === '' ? '' : `   ${help(outcome)}`}`;
  const shown = state.text === '' && state.usual !== '' ? help(`(${state.usual}) `) : '';
  return [`${head} ${shown}${state.text}`, below(question, state)];
});

function answerOf({ text, usual }: LineState): string {
  return text === '' ? usual : text;
}

/** A problem is told from the first key on, but in red only once somebody has pressed Enter on it. */
function below(question: LineQuestion, state: LineState): string {
  const answer = answerOf(state);
  if (answer === '' && !state.isRefused) return '';
  const problem = question.problemOf(answer);
  if (problem === undefined) return help(outcomeOf(question, answer));
  return state.isRefused ? errorStyle(problem) : help(problem);
}

function outcomeOf(question: LineQuestion, answer: string): string {
  const fromDefault = answer === question.default ? question.note : undefined;
  return question.echo?.(answer) ?? fromDefault ?? '';
}
