import { describe, expect, test } from 'vitest';
import { auth } from './auth.ts';
import { clients } from './clients.ts';
import { endpoints } from './endpoints.ts';
import { hintRefusals } from './hints.ts';
import { incrementals } from './incrementals.ts';
import { paginators } from './paginators.ts';
import { requests } from './requests.ts';
import { resources } from './resources.ts';
import { type Refusals, refusalOf, SECRET } from './rows.ts';
import { steps } from './steps.ts';
import { tables } from './tables.ts';

const SECTIONS: Readonly<Record<string, Refusals>> = {
  resources,
  clients,
  auth,
  endpoints,
  requests,
  paginators,
  incrementals,
  tables,
  hints: hintRefusals,
  steps,
};

describe.each(Object.entries(SECTIONS))('%s', (_section, refusals) => {
  describe.each(Object.entries(refusals))('%s', (_about, rows) => {
    const cases = rows.map(([what, config, path, ...says]) => ({ what, config, path, says }));
    test.each(cases)('$what', ({ config, path, says }) => {
      const { issues, message } = refusalOf(config);
      expect(issues.map((issue) => issue.path)).toEqual([path]);
      for (const part of says) {
        if (typeof part === 'string') expect(issues[0]?.message).toContain(part);
        else expect(issues[0]?.message).toMatch(part);
      }
      expect(message).not.toContain(SECRET);
      // a sentence for people: it ends as one, and shows no object as [object Object]
      expect(message).toMatch(/[.?]$/);
      expect(message).not.toContain('[object');
    });
  });
});
