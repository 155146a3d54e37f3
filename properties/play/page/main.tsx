/** The playground: draws it in a page, or, in the page's worker, answers its questions. */
import './withoutEval.ts';
import { render } from 'preact';
import { readAddress } from '../session/address.ts';
import type { PlayDocument } from '../session/playDocument.ts';
import { App } from './app.tsx';
import { Thread } from './game/thread.ts';
import type { Answered, Asked } from './game/worker.ts';
import { serveQuestions } from './game/worker.ts';
import '../../report/page/style/style.css';
import '../../report/page/style/verdicts.css';
import '../../report/page/style/finding.css';
import '../../report/page/style/drawing.css';
import './style/play.css';

if (typeof document === 'undefined') {
  const thread = self as unknown as Worker;
  serveQuestions(
    (hear) => thread.addEventListener('message', ({ data }: MessageEvent<Asked>) => hear(data)),
    (answer: Answered) => thread.postMessage(answer),
  );
} else {
  const script = document.currentScript?.textContent ?? '';
  const text = document.getElementById('document')?.textContent ?? 'null';
  const root = document.getElementById('page');
  const played = JSON.parse(text) as PlayDocument;
  readAddress(location.hash).then((address) => {
    if (root) render(<App played={played} address={address} thread={new Thread(script)} />, root);
  });
}
