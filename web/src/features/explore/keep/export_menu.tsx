import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Answer, QueryDocument } from '../../../api';
import { DownloadIcon } from '../../../design';
import { csv } from '../../../people/csv';
import { saveText } from '../../../people/people_export';
import type { ExploreDocument } from '../ask/explore_search';
import { fileName, resultTable } from './result_table';
import { savePng, saveSvg } from './save_picture';

interface ExportMenuProps {
  title: string;
  document: ExploreDocument;
  answer: Answer<QueryDocument> | undefined;
}

const picture = () => window.document.querySelector<SVGSVGElement>('svg[data-picture]');

/** The picture as an image, its figures as a table, the whole answer as JSON. */
export function ExportMenu({ title, document, answer }: ExportMenuProps) {
  const name = fileName(title);
  const withPicture = async (save: (svg: SVGSVGElement) => void | Promise<void>) => {
    const svg = picture();
    try {
      if (!svg) throw new Error('There is no picture to export.');
      await save(svg);
    } catch (error) {
      notifications.show({
        title: 'The picture was not exported',
        message: error instanceof Error ? error.message : 'It could not be drawn.',
      });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<DownloadIcon size={14} />} disabled={!answer}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void withPicture((svg) => savePng(svg, name))}>Picture (PNG)</Menu.Item>
        <Menu.Item onClick={() => void withPicture((svg) => saveSvg(svg, name))}>Picture (SVG)</Menu.Item>
        <Menu.Divider />
        <Menu.Item
          onClick={() => answer && saveText(`${name}.csv`, 'text/csv', csv(resultTable(document, answer)))}
        >
          Table (CSV)
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            answer &&
            saveText(`${name}.json`, 'application/json', JSON.stringify({ query: document, answer: bare(answer) }, null, 2))
          }
        >
          Answer (JSON)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Without what only says how it was fetched. */
function bare(answer: Answer<QueryDocument>): object {
  const { etag: _, server_ms: __, ...rest } = answer as Answer & { etag?: unknown; server_ms?: unknown };
  return rest;
}
