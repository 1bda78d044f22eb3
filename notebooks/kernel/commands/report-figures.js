/* Runs in a run's report: draws its figures, held in FIGURES and under CONFIG, over their pictures as they come into sight. */
/* global CONFIG, FIGURES, Plotly */
const draw = (element) => {
  const { data, layout } = FIGURES[Number(element.dataset.figure)];
  const picture = element.querySelector("img");
  const box = document.createElement("div");
  element.prepend(box);
  Plotly.newPlot(box, data, layout, CONFIG).then(() => { if (picture) picture.remove(); });
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); draw(target); }
}, { rootMargin: "400px" });
for (const element of document.querySelectorAll("[data-figure]")) seen.observe(element);
