import { ScrollArea } from '@mantine/core';
import classes from './terms-text.module.css';

export interface TermsTextProps {
  /** Paragraphs with an empty line between them, the first of which is the title. */
  text: string;
}

/** Terms as they are to be read before they are accepted, in a box that scrolls by wheel, finger and key. */
export function TermsText({ text }: TermsTextProps) {
  const [title = '', ...paragraphs] = text.split(/\n{2,}/);
  return (
    <ScrollArea.Autosize
      mah={340}
      type="auto"
      className={classes.terms}
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': title }}
    >
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </ScrollArea.Autosize>
  );
}
