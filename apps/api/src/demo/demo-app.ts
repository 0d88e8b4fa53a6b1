import type { CardProgramService } from '../cards/card-program.service.ts';
import type { CardService } from '../cards/card.service.ts';
import type { IssueService } from '../cards/issue/issue.service.ts';
import type { ControlService } from '../controls/control.service.ts';
import type { FundService } from '../funds/fund.service.ts';
import type { CompanyService } from '../people/company.service.ts';
import type { OperatorService } from '../people/operator.service.ts';
import type { PersonService } from '../people/person.service.ts';
import type { TeamService } from '../people/team.service.ts';
import type { Database } from '../platform/database.ts';
import type { BudgetService } from '../reports/budget.service.ts';

/** What the demo needs of a running product: the services that everybody uses, and to wait until the inbox is empty. */
export type DemoApp = {
  readonly database: Database;
  readonly services: {
    readonly companies: CompanyService;
    readonly people: PersonService;
    readonly teams: TeamService;
    readonly operators: OperatorService;
    readonly programs: CardProgramService;
    readonly funds: FundService;
    readonly cards: CardService;
    readonly issuing: IssueService;
    readonly controls: ControlService;
    readonly budgets: BudgetService;
  };
  drain(): Promise<void>;
};
