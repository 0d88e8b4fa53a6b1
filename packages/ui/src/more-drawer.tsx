import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

/** From the foot of a phone: what its bar has no room for. A module of its own, since most pages never open it. */
export default function MoreDrawer({
  opened,
  title,
  onClose,
  children,
}: {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Drawer opened={opened} onClose={onClose} position="bottom" size="auto" title={title}>
      {children}
    </Drawer>
  );
}
