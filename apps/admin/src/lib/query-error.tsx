export { QueryError } from '@afc/screens';
