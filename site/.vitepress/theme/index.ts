/**
 * The look of the site: VitePress's own, with the reader's fonts, and a field above each long table that leaves the rows that hold
 * all its words.
 */
import { useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { nextTick, onMounted, watch } from 'vue';
import './style.css';

/** Tables of fewer rows are seen at a glance. */
const LONG = 12;

function addFilters(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('.vp-doc table')) {
    const rows = [...table.tBodies].flatMap(({ rows }) => [...rows]);
    if (rows.length < LONG || table.previousElementSibling?.className === 'filter') continue;
    const texts = rows.map(({ textContent }) => (textContent ?? '').toLowerCase());
    const label = document.createElement('label');
    label.className = 'filter';
    const field = document.createElement('input');
    field.type = 'search';
    const count = document.createElement('output');
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/);
      const shown = texts.map((text) => words.every((word) => text.includes(word)));
      for (const [at, row] of rows.entries()) row.hidden = !shown[at];
      count.textContent = `${shown.filter(Boolean).length} of ${rows.length}`;
    };
    field.addEventListener('input', filter);
    label.append('Filter ', field, ' ', count);
    table.before(label);
    filter();
  }
}

export default {
  extends: DefaultTheme,
  setup() {
    const route = useRoute();
    onMounted(addFilters);
    watch(
      () => route.path,
      () => nextTick(addFilters),
    );
  },
};
