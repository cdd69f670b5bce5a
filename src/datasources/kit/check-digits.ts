/** Whether a day exists in the Gregorian calendar; `month` and `day` count from 1. */
export function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Whether the last of ten digits is the Luhn check digit of the others (ISO/IEC 7812-1, annex B). */
export function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, at) => {
    const product = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === 0;
}
