/** The report page: reads the document embedded in it and shows it. All code in this folder runs in a browser. */
import { render } from 'preact';
import type { PageDocument } from '../forms/pageData.ts';
import { Report } from './report.tsx';
import { unpackJson } from './unpack.ts';
import './style/style.css';
import './style/verdicts.css';
import './style/finding.css';
import './style/drawing.css';
import './style/coverage.css';

const packed = document.getElementById('document')?.textContent ?? '';
const root = document.getElementById('page');
unpackJson(packed).then((report) => {
  if (root) render(<Report report={report as PageDocument} />, root);
});
