import {
  atEndpoint,
  atResource,
  ENDPOINT,
  inEndpoint,
  inResource,
  inResources,
  RESOURCE,
  type Refusals,
  type Row,
} from './rows.ts';

const of = (endpoint: object): unknown => ({ name: 'a', endpoint });
const atAction = (what: string, entry: unknown, at: string, ...says: RegExp[]): Row =>
  atEndpoint(what, { response_actions: [entry] }, `response_actions[0]${at}`, ...says);

export const steps: Refusals = {
  'What is missing is refused': [
    [
      'the action of a response action',
      inEndpoint({ response_actions: [{ status_code: 404 }] }),
      `${ENDPOINT}.response_actions[0].action`,
      '`ignore`, a function',
      'missing',
      /but it is missing/,
    ],
  ],
  'A key that is none is refused, with the one that was meant': [
    [
      'in a response action',
      inEndpoint({ response_actions: [{ status: 404, action: 'ignore', content: 'x' }] }),
      `${ENDPOINT}.response_actions[0].status`,
      'Did you mean `status_code`?',
    ],
    [
      'in a processing step',
      inResource({ processing_steps: [{ filters: () => true }] }),
      `${RESOURCE}.processing_steps[0].filters`,
      'Did you mean `filter`?',
    ],
  ],
  'A value of the wrong type is refused, with what it must be and what it is': [
    [
      'response_actions, an object',
      inEndpoint({ response_actions: {} }),
      `${ENDPOINT}.response_actions`,
      'a list of functions',
      'got an object',
      /must be a list of functions/,
    ],
    [
      'a response action, a number',
      inEndpoint({ response_actions: [404] }),
      `${ENDPOINT}.response_actions[0]`,
      'got `404`',
    ],
    [
      'an action, a number',
      inEndpoint({ response_actions: [{ status_code: 404, action: 1 }] }),
      `${ENDPOINT}.response_actions[0].action`,
      '`ignore`, a function',
      'got `1`',
    ],
    [
      'an action, an object',
      inEndpoint({ response_actions: [{ status_code: 404, action: {} }] }),
      `${ENDPOINT}.response_actions[0].action`,
      '`ignore`, a function',
      'got an object',
    ],
    [
      'a status code, a text',
      inEndpoint({ response_actions: [{ status_code: '404', action: 'ignore' }] }),
      `${ENDPOINT}.response_actions[0].status_code`,
      'a whole number from 100 to 599',
      "got `'404'`",
      /must be a status/,
    ],
    [
      'processing_steps, an object',
      inResource({ processing_steps: {} }),
      `${RESOURCE}.processing_steps`,
      'a list of objects',
    ],
    [
      'a filter, a text',
      inResource({ processing_steps: [{ filter: 'a > 1' }] }),
      `${RESOURCE}.processing_steps[0].filter`,
      'a function that gets a row',
      'got `a > 1`',
    ],
  ],
  'A word that is none of those there are is refused with them': [
    [
      'an action',
      inEndpoint({ response_actions: [{ status_code: 404, action: 'skip' }] }),
      `${ENDPOINT}.response_actions[0].action`,
      'must be `ignore`',
      'got `skip`',
    ],
  ],
  'Options that go with something else are refused': [
    [
      'an action without a condition',
      inEndpoint({ response_actions: [{ action: 'ignore' }] }),
      `${ENDPOINT}.response_actions[0].action`,
      'needs a condition',
      '`status_code` or `content`',
      /needs a condition/,
    ],
    [
      'a step that does nothing',
      inResource({ processing_steps: [{}] }),
      `${RESOURCE}.processing_steps[0]`,
      '`filter`, `map` or `yield_map`',
      /does nothing/,
    ],
  ],
  'Further values are refused': [
    atEndpoint(
      'processing_steps in the wrong place',
      { processing_steps: [] },
      'processing_steps',
      /`processing_steps` belongs on the resource/,
    ),
    atAction(
      'an unknown action',
      { status_code: 404, action: 'drop' },
      '.action',
      /`ignore`, got `drop`/,
    ),
    atAction(
      'an empty list of functions',
      { action: [] },
      '.action',
      /must be a list of functions/,
    ),
    atResource(
      'a misspelt step',
      { processing_steps: [{ fliter: () => true }] },
      'processing_steps[0].fliter',
      /Did you mean `filter`\?/,
    ),
  ],
  'A slip is told once, with what was meant': [
    [
      'a condition',
      inResources(of({ response_actions: [{ status: 404, action: 'ignore' }] })),
      'resources[0].endpoint.response_actions[0].status',
      /`status_code`/,
    ],
  ],
};
