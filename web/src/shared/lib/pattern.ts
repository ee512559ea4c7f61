import { seeded } from './hash';

/** One filled shape of a generated cover; coordinates are in a 200 × 200 square. */
export interface Shape {
  path: string;
  fill: string;
  stroke?: string;
}

export interface Pattern {
  ground: string;
  shapes: Shape[];
}

interface Palette {
  ground: string;
  deep: string;
  tones: readonly [string, string, string, string];
}

// Ajrak's madder and indigo, Multan's blue tile, Sindh's ralli, and the enamel colours of trucks.
const PALETTES: readonly Palette[] = [
  { ground: '#7C1D1A', deep: '#1C2350', tones: ['#F6E7CC', '#D9912B', '#B3261E', '#2F3F86'] },
  { ground: '#123C6B', deep: '#0B2545', tones: ['#F4F1E6', '#4FB3BF', '#E0A33A', '#1F6FB2'] },
  { ground: '#0C5B49', deep: '#083B32', tones: ['#FFF3D6', '#F2B632', '#D8432F', '#149174'] },
  { ground: '#8A1149', deep: '#4C0A35', tones: ['#FFE9C9', '#F59E0B', '#E23E78', '#1B8F8A'] },
  { ground: '#B4530B', deep: '#5E1F0A', tones: ['#FFF0D0', '#FFC94D', '#8E1F1A', '#17686B'] },
  { ground: '#3B2468', deep: '#22123F', tones: ['#FBEBD0', '#E9A23B', '#C2378A', '#6D55B8'] },
];

const CENTRE = 100;
const round = (value: number) => Math.round(value * 10) / 10;
const polar = (radius: number, turn: number, cx = CENTRE, cy = CENTRE) =>
  `${round(cx + radius * Math.sin(turn * 2 * Math.PI))} ${round(cy - radius * Math.cos(turn * 2 * Math.PI))}`;

function star(points: number, outer: number, inner: number, offset = 0, cx = CENTRE, cy = CENTRE): string {
  const corners = Array.from({ length: points * 2 }, (_, index) =>
    polar(index % 2 === 0 ? outer : inner, (index + offset) / (points * 2), cx, cy),
  );
  return `M${corners.join('L')}Z`;
}

function petals(count: number, from: number, to: number, width: number, offset = 0): string {
  return Array.from({ length: count }, (_, index) => {
    const turn = (index + offset) / count;
    const middle = (from + to) / 2;
    return `M${polar(from, turn)}Q${polar(middle, turn + width)} ${polar(to, turn)}Q${polar(middle, turn - width)} ${polar(from, turn)}Z`;
  }).join('');
}

const circle = (radius: number, cx = CENTRE, cy = CENTRE) =>
  `M${cx - radius} ${cy}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0Z`;

function dots(count: number, ring: number, radius: number, offset = 0): string {
  return Array.from({ length: count }, (_, index) => {
    const [x = 0, y = 0] = polar(ring, (index + offset) / count)
      .split(' ')
      .map(Number);
    return circle(radius, x, y);
  }).join('');
}

/** A lattice of small stars behind the rosette, as printed on ajrak cloth. */
function lattice(points: number): string {
  const cells: string[] = [];
  for (let row = 0; row <= 5; row++) {
    for (let column = 0; column <= 5; column++) cells.push(star(points, 13, 5.5, 0, column * 40, row * 40));
  }
  return cells.join('');
}

/** Corner fans as on the head-board of a truck. */
function corners(): string {
  return [
    [0, 0],
    [200, 0],
    [0, 200],
    [200, 200],
  ]
    .map(([x = 0, y = 0]) => circle(34, x, y))
    .join('');
}

/** Draws the cover that belongs to a name: a rosette on a lattice in one of six palettes. */
export function patternFor(name: string): Pattern {
  const random = seeded(name);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const palette = pick(PALETTES);
  const [cream, gold, warm, cool] = palette.tones;
  const fold = pick([8, 8, 10, 12, 16]);
  const width = 0.42 / fold + random() * 0.012;
  const shapes: Shape[] = [
    { path: lattice(random() < 0.5 ? 4 : 8), fill: palette.deep },
    { path: corners(), fill: random() < 0.5 ? warm : cool },
    { path: circle(84), fill: palette.deep },
    { path: star(fold * 2, 84, 76), fill: gold },
    { path: circle(74), fill: random() < 0.5 ? warm : cool },
    { path: petals(fold, 26, 72, width), fill: cream },
    { path: petals(fold, 34, 62, width * 0.55), fill: palette.ground },
    { path: dots(fold, 66, 3.2, 0.5), fill: gold },
    { path: star(fold, 40, 24, random() < 0.5 ? 1 : 0), fill: gold },
    { path: star(8, 30, 20), fill: palette.deep },
    { path: petals(8, 3, 20, 0.045), fill: cream },
    { path: circle(4.5), fill: warm },
  ];
  return { ground: palette.ground, shapes };
}

/** The plain colour that fits a generated cover, for washes behind it. */
export const colorFor = (name: string): string => patternFor(name).ground;
