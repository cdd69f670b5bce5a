import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * What providers, and the edges and proxies between them and a gateway, are known to send in real life, and the tests that
 * show what comes of it: each by its file and its name. A case stands for its whole kind.
 */
const CASES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'A passing 4xx of an edge (408, 421, 425, 499) and others that no contract has (405, 406, 426, 431, 451) are never read as "there is none"':
    {
      'datasources/statuses.exhaustive.test.ts': [
        'each status means for a read of one object of %s what the table says',
        'each status means for a read of a list of %s what the table says, and never that it is empty',
        'each status means for a write to %s what the table says, and no write is repeated blindly',
        'a write that an edge answered with a passing status, though it was done, is found and not repeated',
        'a read that meets a passing status once is answered all the same',
        'a token that cannot be had is never a problem of the caller, for a read or a write',
        'no status of a poll ends a stream that was live: a Swish deposit',
        'no status of a poll of %s ends a stream that was live',
      ],
      'datasources/silent-nulls.test.ts': [
        'what another object refers to is never null in silence after a %i of an edge',
      ],
    },
  'One odd answer of an edge to an upgrade (302, 200, 403, 404, 408, 421, 426) or to a catching up (403, 408, 431) ends no subscriber':
    {
      'datasources/statuses.exhaustive.test.ts': [
        'no status of an upgrade ends those who listen to a client that is there',
      ],
      'subscriptions/fondo/odd-answers.test.ts': [
        'a client of whom a read says %i as well is not there',
        'a live stream is not ended by the first answer that its client is not there, and goes on when that was odd',
        'a live stream ends when its client stays away',
        'a catching up that is answered %i once is begun again, and what was missed is told',
      ],
      'subscriptions/payex/lapse.test.ts': [
        'a stream ends as lapsed only when PayEx has said so for thirty seconds: %s',
        'an application that PayEx knows again after a moment is followed on',
      ],
    },
  'Answers are compressed, though nobody or somebody asked for it': {
    'datasources/bodies.test.ts': [
      'what is compressed with %s is read: objects, lists, tokens, writes and problems',
      'what is accepted is said on every request, so that no server chooses',
      'good JSON %s is read',
      'an answer that unfolds beyond the limit is refused, however small it is with %s',
      'a failure whose page cannot be read is judged by its status',
    ],
  },
  'A document is compressed, a login page, an error in JSON, empty, a part, or a 408': {
    'schema/fondo/documents.test.ts': [
      'a document that comes compressed with %s leaves as the PDF that it is',
      '%s is no document, and is answered with 502',
      'a document that breaks off, or unfolds beyond the limit, is cut off and never looks whole',
    ],
    'datasources/statuses.exhaustive.test.ts': ['each status means for a document what the table says'],
  },
  '`Retry-After` has decimals, blanks, a sign, or the date of a clock that is off': {
    'datasources/bodies.test.ts': [
      'a provider that asks for Retry-After:%s is given that time, and is not asked again at once',
    ],
    'datasources/retry-after.test.ts': ['a date is held against the clock of the provider, where the answer shows it'],
  },
  'Dates have no zone, an offset, a blank instead of T, or seven decimals': {
    'schema/fondo/dates.test.ts': [
      'a date that Fondo writes as %j is shown as %s',
      'a stream that catches up asks for changes since a moment that no date of an object moves behind the present',
    ],
    'datasources/instant.test.ts': ['a missing zone is UTC in a process whose own zone is %s'],
  },
  'The address of a device is IPv4 mapped into IPv6, or has a zone id': {
    'schema/payex/input-rules.test.ts': ['the address %s of a device is sent as %s', '%s is no address of a device'],
  },
  'A QR code is missing while the order is renewed: no blank screen for longer than 1.2 s': {
    'subscriptions/payex/signing.test.ts': [
      'while an order is renewed its last QR code is gone at once, and the new one is looked for after a second',
    ],
  },
  'Events come in binary frames': {
    'subscriptions/fondo/odd-answers.test.ts': [
      'events are read whatever the kind of the frame, with or without a byte order mark',
    ],
  },
  'A header has two signatures while a secret is rotated': {
    'schema/fondo/callbacks.test.ts': ['one signature that fits is enough, in whatever order they come'],
  },
  'Rows and members are of another type: null, numbers for texts, objects for names': {
    'datasources/bad-rows.test.ts': [
      'a member of the wrong type is never a failure of the gateway',
      'a number for a text and an object for a name fail in their own field (compiled: %s)',
      'rows of any wrong type leave every list of a client readable (compiled: %s)',
      'where the list that was to answer a batch %s, its items are read one by one',
    ],
  },
  'A 200 is not what was asked for: null, a list, an empty object, another object': {
    'datasources/single-reads.test.ts': [
      'a 200 that is not the object asked for is a bad answer, not absence: %s',
      'a 200 that is not the %s that an event names is a bad answer, not absence',
    ],
    'schema/payex/confirmed-writes.test.ts': [
      '%s that PayEx confirms stays confirmed, however the read after it fails',
    ],
  },
  'Ids come in upper case, as numbers, empty or not at all': {
    'schema/fondo/ids.test.ts': [
      'ids that Fondo writes in upper case are read, handed out and taken back as those that they are',
      'an event whose ids are in upper case is about the object that they name',
      '$mutation whose answer has no id of the right form is one whose answer was lost: found, or of unknown outcome',
    ],
  },
  'A text holds half of a surrogate pair': {
    'datasources/surrogates.test.ts': [
      '%s in a text of a provider is read as well-formed Unicode',
      'half of a pair in an answer reaches the client as a replacement character',
      'half of a pair in an event reaches its subscribers as a replacement character',
      'half of a pair in a webhook is kept as a replacement character',
    ],
  },
};

test.each(Object.entries(CASES))('there are tests of the case: %s', (_case, tests) => {
  for (const [file, names] of Object.entries(tests)) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    expect(names.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
  }
});
