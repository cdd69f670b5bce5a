import { describe, expect, test } from 'vitest';
import { HolderMarks } from '../../src/cluster/redis/polled/holder-marks.ts';
import { ReadingOrder } from '../../src/cluster/redis/polled/reading-order.ts';

const at = (fence: number, after: number, number: number) => ({ fence, after, number });

describe('of the states that instances share', () => {
  test('one is told unless it was written before the last one, whoever held the thread', () => {
    const order = new ReadingOrder();
    expect(order.take(at(5, 0, 2), 'b')).toEqual({ text: 'b' });
    expect(order.take(at(5, 0, 1), 'a')).toBeUndefined();
    expect(order.take(at(5, 0, 2), 'b')).toBeUndefined();
    expect(order.take(at(6, 0, 1), 'c')).toEqual({ text: 'c' });
    expect(order.take(at(5, 0, 3), 'd')).toBeUndefined();
  });

  test('none follows what was read here, unless its reading began after a mark that was made later', () => {
    const order = new ReadingOrder();
    order.take(at(5, 0, 1), 'a');
    order.toldDirectly();
    expect(order.take(at(5, 0, 2), 'b')).toBeUndefined();
    const turn = order.unmarkedTurn as number;
    order.marked(turn, { number: 3, fence: 5 });
    expect(order.take(at(5, 2, 4), 'b')).toBeUndefined();
    expect(order.take(at(5, 3, 5), 'c')).toEqual({ text: 'c' });
  });

  test('a mark that was made before the last reading here counts for nothing', () => {
    const order = new ReadingOrder();
    order.toldDirectly();
    const turn = order.unmarkedTurn as number;
    order.toldDirectly();
    order.marked(turn, { number: 1, fence: 5 });
    expect(order.unmarkedTurn).toBeGreaterThan(turn);
    expect(order.take(at(5, 1, 2), 'a')).toBeUndefined();
  });

  test('what arrived before the answer to the mark is told with it, and what is confirmed is what the others share', () => {
    const order = new ReadingOrder();
    order.toldDirectly();
    const turn = order.unmarkedTurn as number;
    order.take(at(5, 0, 1), 'a');
    order.take(at(5, 2, 3), undefined);
    expect(order.marked(turn, { number: 2, fence: 5 })).toEqual({ text: 'a' });
    expect(order.isAhead).toBe(false);
  });

  test('numbers of a Redis that has forgotten are not compared with those of the one before', () => {
    const order = new ReadingOrder();
    order.named('one');
    order.take(at(9, 7, 8), 'a');
    order.named('two');
    expect(order.take(at(3, 0, 1), 'b')).toBeUndefined();
    order.marked(order.unmarkedTurn as number, { number: 2, fence: 3 });
    expect(order.take(at(3, 2, 3), 'c')).toEqual({ text: 'c' });
  });
});

describe('a holder', () => {
  test('says of a reading that it began after a mark only where it had heard of it by then', () => {
    const marks = new HolderMarks();
    marks.claimed({ mark: 4, fence: 5 });
    expect(marks.after).toBe(-1);
    marks.begins();
    expect(marks.hear('5 5', 5)).toBe(true);
    marks.ended();
    expect(marks.after).toBe(4);
    marks.begins();
    marks.ended();
    expect(marks.after).toBe(5);
  });

  test('knows a mark that it heard of before the answer to its claim', () => {
    const marks = new HolderMarks();
    expect(marks.hear('5 6', undefined)).toBe(false);
    marks.claimed({ mark: 4, fence: 6 });
    marks.begins();
    marks.ended();
    expect(marks.after).toBe(5);
  });

  test('says of a reading that was under way when it claimed anew that it may have begun before any mark', () => {
    const marks = new HolderMarks();
    marks.claimed({ mark: 4, fence: 5 });
    marks.begins();
    marks.claimed({ mark: 6, fence: 7 });
    marks.ended();
    expect(marks.after).toBe(-1);
  });
});
