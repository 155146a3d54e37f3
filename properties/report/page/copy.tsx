/** Copy and save: a button that copies text and one that saves a file. Each shows whether that succeeded. */
import { useEffect, useState } from 'preact/hooks';

export function CopyButton({ text, children }: { text: () => string; children: string }) {
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => say(''), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () =>
    say((await copyText(text())) ? 'Copied' : 'Not copied: select it instead');
  return (
    <span class="taken">
      <button type="button" onClick={copy}>
        {children}
      </button>
      <span role="status">{said}</span>
    </span>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Copies by a selection, for browsers that do not let a page from a disk use the clipboard. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
  }
}

export function DownloadButton({
  name,
  text,
  children,
}: {
  name: string;
  text: () => string;
  children: string;
}) {
  const download = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <button type="button" onClick={download}>
      {children}
    </button>
  );
}
