{% load i18n interface static %}{% reading_language as reading %}// Keeps the walk, and what it is drawn with, for a reader who has lost the network. Asks the network first, always.
const KEPT = "visiter-{{ reading.code }}-{{ release }}";
const PARTS = [
  "{% url 'workshops:walk' %}",
  "{% static 'css/kairouan.css' %}", "{% static 'js/open-now.js' %}", "{% static 'js/print.js' %}",
  "{% static 'js/offline.js' %}",
  "{% logos_address %}", "{% static 'img/medina.svg' %}", "{% static 'img/favicon.svg' %}", "{% static 'img/eu.svg' %}",
 {% for font in reading.fonts %} "{% static font %}",{% endfor %}
];
addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("visiter-{{ reading.code }}-") && name !== KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});
addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const path = new URL(event.request.url).pathname;
  const answer = fetch(event.request).then((fresh) => {
    if (fresh.ok && PARTS.includes(path)) {
      const copy = fresh.clone();
      event.waitUntil(caches.open(KEPT).then((kept) => kept.put(path, copy)).catch(() => {})); // a full telephone keeps nothing, and reads
    }
    return fresh;
  });
  event.respondWith(answer.catch(() => caches.match(path).then((found) => found ?? Response.error())));
});
