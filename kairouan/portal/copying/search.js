// The search of a copy of the site: the pages whose words begin with every word that was
// typed, those that say them in their title first. The words come folded (recherche-*.js).
const fold = (text) =>
  text
    .normalize("NFKC")
    .replace(/[أإآٲٳٱ]/g, "ا")
    .normalize("NFKD")
    .replace(/[\p{M}ـ]/gu, "")
    .toLowerCase()
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt() - 1632)
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[ةہھە]/g, "ه")
    .replace(/[ىیے]/g, "ي")
    .replace(/[ڨگ]/g, "ق")
    .replace(/ک/g, "ك")
    .replace(/ڤ/g, "ف")
    .replace(/پ/g, "ب")
    .replace(/چ/g, "ج")
    .replace(/[’ʼ‘`´]/g, "'")
    .replace(/(^|[^\p{L}\p{N}])(?:l|d|qu|n|s|c|j|m|t)'/gu, "$1")
    .match(/[\p{L}\p{N}]+/gu)
    ?.map((word) => word.replace(/^(?:وال|بال|كال|فال|ال|لل)+(?=.{3})/u, "")) ?? [];
const results = document.querySelector("[data-copy-results]");
const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
const field = document.querySelector("[name=q]");
const rank = (title, words) => {
  const heard = (text, word) => ` ${text}`.includes(` ${word}`);
  if (!words.every((word) => heard(title, word) || heard(words.text, word))) return 0;
  return 1 + words.filter((word) => heard(title, word)).length;
};
if (asked && results) {
  field.value = asked;
  const words = fold(asked);
  const found = globalThis.pagesOfCopy
    .map(([title, link, folded, text]) => {
      words.text = text;
      return [words.length ? rank(folded, words) : 0, title, link];
    })
    .filter(([points]) => points)
    .sort(([one], [other]) => other - one);
  results.querySelector("[data-none]").hidden = found.length > 0;
  const list = results.querySelector("ol");
  for (const [, title, link] of found) {
    const way = document.createElement("a");
    way.href = link;
    way.textContent = title;
    list.appendChild(document.createElement("li")).append(way);
  }
  results.hidden = false;
}
