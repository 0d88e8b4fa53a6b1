import { ApiKeyService } from './api-keys/api-key.service.ts';
import { ApprovalService } from './approvals/approval.service.ts';
import { CardProgramService } from './cards/card-program.service.ts';
import { CardService } from './cards/card.service.ts';
import { IssueService } from './cards/issue/issue.service.ts';
import { ClockService } from './controls/clock/clock.service.ts';
import { ControlService } from './controls/control.service.ts';
import { CountAhead } from './controls/count-ahead.ts';
import { DisputeService } from './disputes/dispute.service.ts';
import { fileStoreOf } from './file-store-of.ts';
import { FileService } from './files/file.service.ts';
import type { Foundation } from './foundation.ts';
import { FUND_COMMANDS } from './funds/fund-commands.ts';
import { FundService } from './funds/fund.service.ts';
import { Departure } from './offboarding/departure.ts';
import { OffboardingService } from './offboarding/offboarding.service.ts';
import { CompanyService } from './people/company.service.ts';
import { MarqetaHolders } from './people/marqeta-holders.ts';
import { OperatorService } from './people/operator.service.ts';
import { PersonService } from './people/person.service.ts';
import { TeamService } from './people/team.service.ts';
import { Terms } from './people/verification/terms.ts';
import { ErasureList } from './privacy/erasure-list.ts';
import { ErasureService } from './privacy/erasure.service.ts';
import { PersonExport } from './privacy/person-export.ts';
import { BudgetService } from './reports/budget.service.ts';

export type Services = ReturnType<typeof openServices>;

/** The commands of the slices that more than one of resolvers, routes, jobs and the demo give. */
export function openServices({ config, clock, database, sealer, marqeta }: Foundation) {
  const terms = new Terms(config.termsDir);
  const counts = new CountAhead(database);
  const controls = new ControlService(database, counts);
  const cards = new CardService(database);
  const holders = new MarqetaHolders(database, marqeta, config.marqeta.tokens);
  const approvals = new ApprovalService(database, FUND_COMMANDS);
  const files = fileStoreOf(config);
  const erasures = new ErasureService(database, sealer);
  const teams = new TeamService(database);
  const departure = new Departure({ database, cards, approvals, teams, people: erasures });
  return {
    companies: new CompanyService(database, sealer),
    people: new PersonService(database, sealer),
    teams,
    holders,
    terms,
    apiKeys: new ApiKeyService(database),
    operators: new OperatorService(config.databaseOwnerUrl, sealer, clock),
    programs: new CardProgramService(database),
    approvals,
    funds: new FundService(database, approvals),
    cards,
    issuing: new IssueService(database, controls),
    controls,
    clocks: new ClockService(database, undefined, counts),
    budgets: new BudgetService(database),
    disputes: new DisputeService(database, new FileService(database, files)),
    erasures,
    erasureList: new ErasureList(files),
    personExport: new PersonExport({ database, sealer }),
    offboardings: new OffboardingService(database, departure),
  };
}
