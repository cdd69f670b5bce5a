/**
 * Whether a text is a Swedish personnummer, or samordningsnummer (day plus 60), of twelve digits: a day that exists and
 * a check digit that fits (Luhn over the last ten, Skatteverket SKV 704).
 */
export function isPersonnummer(text: string): boolean {
  const [, year, month, day] = /^((?:19|20)\d{2})(\d{2})(\d{2})\d{4}$/.exec(text) ?? [];
  if (!year) return false;
  const born = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) % 60));
  if (born.getUTCMonth() !== Number(month) - 1 || born.getUTCDate() !== Number(day) % 60) return false;
  const sum = [...text.slice(2)].reduce((total, digit, place) => {
    const product = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === 0;
}
