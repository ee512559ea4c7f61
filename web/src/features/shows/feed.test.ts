import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFeed } from 'podcast-partytime';
import { describe, expect, it } from 'vitest';

// The feed that the server's own tests compare with what they write.
const FEED = fileURLToPath(new URL('../../../../fixtures/feeds/full.xml', import.meta.url));

describe('a feed', () => {
  const feed = parseFeed(readFileSync(FEED, 'utf8'));
  it('says of the show what podcast players look for', () => {
    expect(feed).toMatchObject({
      title: 'شام کی محفل',
      description: 'Words & ]]> <b>music</b>',
      language: 'ur',
      itunesCategory: ['Arts > Books'],
      itunesType: 'serial',
      explicit: false,
      locked: true,
      owner: { name: 'Noor Fatima', email: 'noor@radio.example' },
      guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
      medium: 'podcast',
      podcastFunding: [{ url: 'https://pay.example/?a=1&b=2', message: 'ساتھ دیں' }],
      podcastLocation: { name: 'Lahore' },
      license: { identifier: 'cc-by-4.0' },
    });
    expect(feed?.pc20support).toMatchObject({
      1: ['locked', 'funding', 'transcript', 'chapters'],
      2: ['person', 'location', 'season', 'episode'],
      3: ['trailer', 'license', 'guid', 'alternateEnclosure'],
      4: ['medium'],
    });
  });

  it('says of an episode where its sound is and how large', () => {
    expect(feed?.items).toHaveLength(2);
    expect(feed?.items[0]).toMatchObject({
      title: 'قسط 2',
      explicit: true,
      duration: 60,
      link: 'https://radio.example/2',
      enclosure: {
        url: 'https://radio.example/media/01a223d1-3b4f-7311-b857-0512e4b16ff3.mp3?v=87654321',
        length: 966_400,
        type: 'audio/mpeg',
      },
      podcastSeason: { number: 1 },
      podcastEpisode: { number: 2 },
      podcastPeople: [{ name: 'Amin', role: 'Guest' }],
      podcastChapters: { type: 'application/json+chapters' },
    });
    expect(feed?.items[0]?.podcastTranscripts).toHaveLength(3);
  });
});
