import { Notifications } from '@mantine/notifications';

/** Where passing messages appear. A module of its own, since no page begins with one. */
export default function Toasts() {
  return <Notifications position="top-right" limit={4} autoClose={6000} />;
}
