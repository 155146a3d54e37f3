/** The report page: reads the document embedded in it and shows it. All code in this folder runs in a browser. */
import { render } from 'preact';
import type { PageDocument } from '../forms/pageData.ts';
import { Report } from './report.tsx';
import './style/style.css';
import './style/verdicts.css';
import './style/finding.css';
import './style/drawing.css';
import './style/coverage.css';

const text = document.getElementById('document')?.textContent ?? 'null';
const root = document.getElementById('page');
if (root) render(<Report report={JSON.parse(text) as PageDocument} />, root);
