/** Says, after commit, how far a company's feed has come. A hint: the truth is in `feed_events`, and a sweep repeats it. */
export interface Publisher {
  companyAt(companyId: string, number: bigint): void;
}
