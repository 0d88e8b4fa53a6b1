import type { TellOfReading } from '../break-glass/break-glass.service.ts';
import { enqueue } from '../platform/jobs.ts';
import { MAIL_READING } from './mail-reading.job.ts';
import { notifyAdmins } from './notify.ts';

/**
 * Tells all admins of a company, in the app and by mail, that an operator reads its data from now on, and why. Where it has none, the
 * other operators are mailed: no reading begins of which nobody hears.
 */
export const tellReading: TellOfReading = async (tx, { companyId, id: readingId, operatorId, operatorName, reason }) => {
  const notification = { companyId, kind: 'breakGlass.started', href: '/admin/security' } as const;
  const admins = await notifyAdmins(tx, notification, { byName: operatorName, reason });
  if (admins === 0) await enqueue(tx, MAIL_READING, { readingId, operatorId }, { key: readingId });
};
